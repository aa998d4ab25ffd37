"""Comparison: who said what, counted against how many people, words and minutes there were; never an interval."""
