"""How accurate words and speakers are, and how certain that figure is; pure arithmetic, for the benchmark."""
