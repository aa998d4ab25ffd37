"""What people agreed to, and the gate that enforces it."""

from retreat.consent import below, gone  # noqa: F401 - register themselves
from retreat.consent.operations import forget_staff, record_answers
from retreat.consent.retention import answers as _answers  # noqa: F401 - likewise
from retreat.consent.retention import gone as _destroyed  # noqa: F401 - likewise
from retreat.consent.withdrawal import described as _described  # noqa: F401 - likewise
from retreat.consent.withdrawal import gone as _withdrawals  # noqa: F401 - likewise
from retreat.people.ports import register_answers, register_forget_staff

register_answers(record_answers)
register_forget_staff(forget_staff)
