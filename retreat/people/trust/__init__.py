"""The page by which a staff device comes to trust this machine's certificates."""
