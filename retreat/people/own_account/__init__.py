"""What somebody of staff sees and changes of their own account."""
