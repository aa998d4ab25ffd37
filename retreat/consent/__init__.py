"""What people agreed to, and the gate that enforces it."""

from retreat.consent import below  # noqa: F401 - registers itself
from retreat.consent.operations import record_answers
from retreat.people.ports import register_answers

register_answers(record_answers)
