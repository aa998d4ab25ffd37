"""Told when quoted: before a release, people see their own quotes and say what becomes of each."""
