"""How far a transcript can be trusted, and the words behind each figure."""
