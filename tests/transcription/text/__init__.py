"""Sound in, words out: text."""
