"""What an owner does with the accounts of others: at the page of people with an account, or at the command line."""
