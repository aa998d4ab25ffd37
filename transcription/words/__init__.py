"""What is said and when, with a confidence for each word; must never know who says it, or how it is used."""
