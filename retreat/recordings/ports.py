"""What this room asks the transcripts room, which it may not import; that room registers itself."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from retreat.errors import Conflict

HeldBackPort = Callable[[Session, str], bool]

_asked: list[HeldBackPort] = []


class HeldBack(Conflict):
    """Somebody who speaks in the sound has since said no. The sentence names nobody and gives no reason."""

    code = "held_back"
    tell = "This sound cannot be played at the moment."


def register_held_back(fn: HeldBackPort) -> None:
    """Register once, when the upper room is imported."""
    if fn not in _asked:
        _asked.append(fn)


def is_held_back(db: Session, recording_id: str) -> bool:
    """Whether a sound is withheld, so that it cannot be played and its transcription in progress cannot be read."""
    return any(fn(db, recording_id) for fn in _asked)


def refuse_held_back(db: Session, recording_id: str) -> None:
    """Refuse a sound that is withheld.

    Raises:
        HeldBack: It is withheld.
    """
    if is_held_back(db, recording_id):
        raise HeldBack()
