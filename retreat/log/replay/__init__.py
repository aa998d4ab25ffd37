"""A session as it went, for playing it again: what its readers may read today, each at its own time."""
