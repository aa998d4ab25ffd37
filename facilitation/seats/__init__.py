"""Who comes in, and how much of what they claim is believed: clocks, gaps, limits, many people at once."""
