"""What cites words holds on to them here: spans of words, their places in the version that is read today."""
