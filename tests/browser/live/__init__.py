"""The live pages in a real browser, one story a file."""
