"""What people type into the search field, read into a tree. Pure."""
