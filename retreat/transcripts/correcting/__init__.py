"""The pages on which people correct and check: what to check first, find and replace, second opinions."""
