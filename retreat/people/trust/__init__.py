"""The page that explains how a staff device comes to trust this machine's certificates."""
