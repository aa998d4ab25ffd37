"""Rooms above that must know when somebody answers. They register themselves; the answers' own write calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

# Called in the same transaction with whose answers they are, and the answers just kept, by purpose.
AnswerListener = Callable[[Session, str, Mapping[str, str]], None]

_listeners: list[AnswerListener] = []


def listen(listener: AnswerListener) -> None:
    """Register once, when the upper room is imported by the composition root."""
    if listener not in _listeners:
        _listeners.append(listener)


def answered(db: Session, participant_id: str, kept: Mapping[str, str]) -> None:
    """Tell all listeners."""
    for listener in _listeners:
        listener(db, participant_id, kept)
