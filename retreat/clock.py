"""Time, injected: aware UTC with milliseconds, and its one text form."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


def system_clock() -> datetime:
    """Now in UTC, cut to milliseconds."""
    return to_milliseconds(datetime.now(UTC))


def to_milliseconds(moment: datetime) -> datetime:
    """The moment with its microseconds cut to whole milliseconds."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_text(moment: datetime) -> str:
    """ISO-8601 UTC with milliseconds and ``Z``, as on the wire."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def from_text(text: str) -> datetime:
    """Read a wire time.

    Raises:
        ValueError: Not an ISO-8601 time with a zone.
    """
    if not _STAMP.fullmatch(text):
        raise ValueError("not an ISO-8601 time with a zone")
    return to_milliseconds(datetime.fromisoformat(text).astimezone(UTC))
