"""The session log: one append-only, numbered truth for everything that happens in a live session."""

from retreat.log import derived, taken_back  # noqa: F401 - register themselves
from retreat.log.store import forget_staff
from retreat.people.ports import register_forget_staff

register_forget_staff(forget_staff)
