"""Who speaks when, and which words are theirs; must never know what anybody says, or keep what a voice sounds like."""
