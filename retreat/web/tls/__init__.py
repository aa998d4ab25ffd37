"""Encrypted pages with this machine's own certificate authority: its files, names and renewal."""
