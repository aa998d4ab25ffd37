"""Starting, stopping and the command line, as somebody at a terminal sees it."""
