"""Which transcripts there are, and which work makes one again: rows without words, for all rooms above."""
