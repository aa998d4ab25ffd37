"""How members of staff sign in: password, second step, first links, and links that set a new password."""
