"""Groupings over sessions: a machine's suggestions of similar passages, which people keep, discard, or use."""
