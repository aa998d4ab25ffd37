"""What somebody said, taken out of every version of every transcript, and of what was made of it."""
