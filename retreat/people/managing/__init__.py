"""What an owner does with the accounts of others: on the page “People with an account”, or at the command line."""
