"""How far a transcript can be trusted, and what stands behind each figure."""
