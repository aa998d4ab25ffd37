"""How somebody of staff comes in: password, second step, first links, and links that set a password again."""
