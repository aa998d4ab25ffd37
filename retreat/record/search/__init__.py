"""Finding passages again: by words, by meaning, narrowed before anything is ranked."""
