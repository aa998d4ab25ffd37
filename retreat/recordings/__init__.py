"""Audio recordings: where their bytes lie, how they arrive, and how far their processing has come."""
