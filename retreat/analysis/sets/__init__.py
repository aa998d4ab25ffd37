"""Named sets of excerpts."""
