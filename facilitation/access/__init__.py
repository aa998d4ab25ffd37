"""What people need so that they can take part: told at the door, for the facilitators and the host of their table."""

from facilitation.access import gone  # noqa: F401 - registers itself
