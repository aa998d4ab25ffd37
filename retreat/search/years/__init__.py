"""Ten years of a programme, made up, to measure search on a record of that size."""
