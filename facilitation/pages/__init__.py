"""Pages of the live room, one file for each reader or purpose."""
