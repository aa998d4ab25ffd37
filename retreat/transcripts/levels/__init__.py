"""The same talk at other levels: with signs, tidied, as a gist, and carried away as plain text."""
