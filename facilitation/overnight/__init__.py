"""The evening between two days of an event: the team groups what was written; the next day opens with it."""
