"""What a search found, as a page, as lines of words in context, and as rows of a table."""
