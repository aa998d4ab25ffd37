"""Sound in, words out: speakers."""
