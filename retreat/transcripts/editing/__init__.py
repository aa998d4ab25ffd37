"""Changes turns of a transcript word by word, one transaction each, with their history and consequences."""
