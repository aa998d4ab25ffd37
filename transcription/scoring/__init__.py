"""How right words and speakers are, and how sure that figure is; pure arithmetic, for the benchmark."""
