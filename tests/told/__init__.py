"""Told when quoted."""
