"""Who comes in, and how much of what they say of themselves is believed."""
