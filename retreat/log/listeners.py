"""Higher rooms that must know when people's writing is kept or erased. They register themselves; the log calls them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNote:
    """A note or light-bulb that others may read, in its latest wording.

    Attributes:
        note_id: Its id, of either; no two things have the same.
        prompt_id: What it was written to; a light-bulb may be on nothing.
        is_new: Nobody was told of it before.
    """

    session_id: str
    note_id: str
    participant_id: str
    prompt_id: str | None
    table_id: str | None
    text: str
    at: datetime
    is_new: bool = False


class NoteListener(Protocol):
    """Updates what it derives from notes, in the same transaction."""

    def kept(self, db: Session, note: KeptNote) -> None:
        """A note was written, reworded, or opened to more readers."""
        ...

    def erased(self, db: Session, note_ids: list[str]) -> None:
        """Nothing derived from these notes may remain."""
        ...


_listeners: list[NoteListener] = []


def listen(listener: NoteListener) -> None:
    """Register once, when the upper room is imported by the composition root."""
    if listener not in _listeners:
        _listeners.append(listener)


def note_kept(db: Session, note: KeptNote) -> None:
    """Tell all listeners."""
    for listener in _listeners:
        listener.kept(db, note)


def notes_erased(db: Session, note_ids: list[str]) -> None:
    """Tell all listeners."""
    for listener in _listeners:
        listener.erased(db, note_ids)
