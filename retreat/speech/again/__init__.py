"""Speech done again over a transcript that people work on: what they did stays, the rest can be taken back."""
