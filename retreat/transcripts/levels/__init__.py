"""The same talk at other levels: with signs, tidied, as a gist, and as plain text to download."""
