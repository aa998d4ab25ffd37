"""What is said and when, each word as sure as it is; must never know who says it, or what becomes of the transcript."""
