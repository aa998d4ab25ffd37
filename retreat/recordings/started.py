"""When an audio recording began, as people type it (by the hall's clock) or as programs write it (with a time zone).

It decides which notes appear beside the sound. Pure: must never know rows.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from retreat.clock import from_text, to_milliseconds
from retreat.errors import InvalidInput
from retreat.recordings.limits import CLOCKS_DIFFER

_TYPED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
# Recorders whose battery ran out start again at 1970 or later; anything earlier was mistyped.
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
_NO_TIME = (
    "When the audio recording began must be a date and a time, such as 2026-11-23 14:05. "
    "Leave it empty if you do not know."
)
_TO_COME = "That time is in the future. Please check the date and the time."
_FIELD = "began"
_UNSAID = "Please say when the audio recording began."
_CLOCK_WRONG = (
    "The audio recording cannot begin at that time. "
    "Please set the clock of this device and start the audio recording again."
)


def moment_said(text: str | None) -> datetime | None:
    """The time that was typed, in aware UTC, if any. Without a time zone, this machine's is used.

    Raises:
        InvalidInput: It is not a date with a time.
    """
    typed = (text or "").strip()
    if not typed:
        return None
    try:
        if not _TYPED.fullmatch(typed):
            raise ValueError("neither typed nor written so")
        moment = to_milliseconds(datetime.fromisoformat(typed).astimezone(UTC))
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidInput(_NO_TIME, code="no_moment", fields={_FIELD: "must be a date and a time"}) from error
    if moment < _EARLIEST:
        raise InvalidInput(_NO_TIME, code="no_moment", fields={_FIELD: "lies too far back"})
    return moment


def beginning_said(text: str | None, *, now: datetime) -> datetime | None:
    """As ``moment_said``, for an audio recording that is already there.

    Raises:
        InvalidInput: It is not a date with a time, or is in the future.
    """
    moment = moment_said(text)
    if moment is not None and moment > now:
        raise InvalidInput(_TO_COME, code="to_come", fields={_FIELD: "lies in the future"})
    return moment


def start_said(text: object, *, now: datetime) -> datetime:
    """The start of sound that is sent in pieces, as programs write it: always with a time zone.

    Raises:
        InvalidInput: It is not a time with a zone, or no recorder can have started then.
    """
    try:
        moment = from_text(str(text))
    except (ValueError, OverflowError) as error:
        raise InvalidInput(_UNSAID, fields={"started_at": "must be a time with a zone"}) from error
    if moment < _EARLIEST:
        raise InvalidInput(_CLOCK_WRONG, fields={"started_at": "lies too far back"})
    if moment > now + CLOCKS_DIFFER:
        raise InvalidInput(_CLOCK_WRONG, fields={"started_at": "lies in the future"})
    return moment


def as_typed(at: datetime) -> str:
    """A time as a form's field holds it: by the hall's clock, to the second."""
    return at.astimezone().strftime("%Y-%m-%dT%H:%M:%S")


def as_read(at: datetime) -> str:
    """A time as people read it, by the hall's clock."""
    here = at.astimezone()
    return f"{here.day} {here:%B %Y, %H:%M:%S}"


def outside(at: datetime, *, opened: datetime | None, ended: datetime | None) -> str | None:
    """The end of “It began …” if the start is outside its session; None if it is inside, or no session was opened.

    A recorder is often started before the session, and a clock is often wrong: both are allowed, and shown.
    """
    second = at.replace(microsecond=0)
    if opened is not None and second < opened.replace(microsecond=0):
        return f"before the session was opened ({as_read(opened)})"
    if ended is not None and second > ended:
        return f"after the session had ended ({as_read(ended)})"
    return None
