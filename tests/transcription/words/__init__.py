"""Sound in, words out: words."""
