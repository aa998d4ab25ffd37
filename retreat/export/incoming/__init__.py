"""Projects and codebooks of other programs, and our own as they come back: preview, and one act that can be undone."""
