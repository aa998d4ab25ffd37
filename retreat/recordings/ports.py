"""What recordings ask of the room of transcripts, which they may not import: it registers itself."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from retreat.errors import Conflict

HeldBackPort = Callable[[Session, str], bool]

_asked: list[HeldBackPort] = []


class HeldBack(Conflict):
    """Somebody who was heard on the sound has said no since. The sentence names nobody and gives no reason."""

    code = "held_back"
    tell = "This sound cannot be played at the moment."


def register_held_back(fn: HeldBackPort) -> None:
    """Register once, when the upper room is imported."""
    if fn not in _asked:
        _asked.append(fn)


def is_held_back(db: Session, recording_id: str) -> bool:
    """Whether a sound may not be played now, nor what the machine is hearing of it be read."""
    return any(fn(db, recording_id) for fn in _asked)


def refuse_held_back(db: Session, recording_id: str) -> None:
    """Refuse a sound that may not be played now.

    Raises:
        HeldBack: It is held back.
    """
    if is_held_back(db, recording_id):
        raise HeldBack()
