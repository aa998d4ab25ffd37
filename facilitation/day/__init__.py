"""What people take home from an event: a copy of what is theirs, and a phone that has forgotten them."""
