"""The session log: one append-only, numbered truth for everything that happens in a live session."""
