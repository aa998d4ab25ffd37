"""What people say about single quotes of theirs: keep it, change it, by role only, or remove it."""
