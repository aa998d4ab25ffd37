"""The session log: one append-only, numbered truth for everything that happens in a live session."""

from retreat.log import derived, taken_back, withdrawn  # noqa: F401 - register themselves
from retreat.log.care import derived as _care  # noqa: F401 - likewise
from retreat.log.memos import derived as _memos  # noqa: F401 - likewise
from retreat.log.memos.operations import forget_staff as forget_memos
from retreat.log.store import forget_staff
from retreat.people.ports import register_forget_staff

register_forget_staff(forget_staff)
register_forget_staff(forget_memos)
