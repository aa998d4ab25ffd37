"""Pages of the record in a real browser."""
