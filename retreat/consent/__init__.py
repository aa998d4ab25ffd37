"""What people agreed to, and the gate that enforces it."""

from retreat.consent import below, gone  # noqa: F401 - register themselves
from retreat.consent.operations import record_answers
from retreat.people.ports import register_answers

register_answers(record_answers)
