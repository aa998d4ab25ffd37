"""REFI-QDA, the exchange format of programs for qualitative analysis: projects and codebooks, out and in."""
