"""The report of an event: drafted from what is kept, completed by hand, for an audience, with every line's evidence."""
