"""Sound in, words out: children."""
