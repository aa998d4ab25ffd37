"""Stretches of a table's talk that somebody there asked to leave out, and what is held back and erased for them."""
