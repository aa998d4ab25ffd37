"""When a piece of sound may be: within the longest possible audio recording, and not in the future.

Anybody may send any start, and everything before it becomes silence. Pure: must never know rows.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from retreat.errors import InvalidInput
from retreat.recordings.limits import CLOCKS_DIFFER, DURATION_MAX_S, PIECE_MAX_S

_TOO_LONG = (
    "This audio recording has reached six hours, the longest that one can be. What arrived is kept; "
    "please start a new audio recording for the rest."
)
_TO_COME = (
    "This part of the sound would end in the future. What arrived is kept; please start a new audio recording "
    "and say when it began."
)
_LONG_PIECE = "This part of the sound is longer than an hour. Please send it in shorter parts."


def check_place(start_ms: int, length_s: float, *, began: datetime, now: datetime) -> None:
    """Refuse a piece at an impossible time.

    Raises:
        InvalidInput: It is too long, or ends too late; the sentence says what to do.
    """
    if length_s > PIECE_MAX_S:
        raise InvalidInput(_LONG_PIECE, fields={"samples": f"must last at most {PIECE_MAX_S} seconds"})
    end_s = start_ms / 1000 + length_s
    if end_s > DURATION_MAX_S:
        raise InvalidInput(_TOO_LONG, fields={"start_ms": f"must end within {DURATION_MAX_S} seconds"})
    if timedelta(seconds=end_s) > now - began + CLOCKS_DIFFER:
        raise InvalidInput(_TO_COME, fields={"start_ms": "must not end in the future"})
