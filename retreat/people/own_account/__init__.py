"""What members of staff see and change in their own account."""
