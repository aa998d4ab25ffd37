"""Who speaks when, and which words are theirs; must never write down or pass on what a voice sounds like."""
