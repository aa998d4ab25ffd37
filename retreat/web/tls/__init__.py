"""Encrypted pages with a certificate authority of this machine's own: its files, its names, its renewal."""
