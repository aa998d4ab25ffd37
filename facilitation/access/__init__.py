"""What people need so that they can take part: told at the door, for the people leading and the host of their table."""
