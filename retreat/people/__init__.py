"""Who is here: staff accounts and sign-ins, participants and their seats, join passes and tokens."""

from retreat.people import gone  # noqa: F401 - registers itself
