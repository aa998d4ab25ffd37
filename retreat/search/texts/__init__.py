"""The words of all passages as arrays in memory, the same for every database. Knows nothing of who may read what."""
