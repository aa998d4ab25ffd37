"""Taking back: on one's own page, by the team for somebody, and at the command line."""
