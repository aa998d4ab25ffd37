"""The framework matrix: what each case says to each theme, summed up by people and linked to the words."""
