"""Turns of a transcript changed word by word, one transaction each, with their history and what follows from it."""
