"""Sound in, words out: sound."""
