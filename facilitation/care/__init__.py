"""Looking after people while a session runs: the quiet request, what the desk does with it, and memos."""
