"""How citations hold on to their words: spans of words, and their places in the current version."""
