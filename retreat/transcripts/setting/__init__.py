"""How a transcript is set on its page: running headings, numbers of turns, what was written meanwhile."""
