"""Keeps passages up to date with the words of transcripts: how they are cut, rebuilt, and whose words they hold."""
