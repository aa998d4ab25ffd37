"""Rooms above that must follow when passages change.

They register themselves, and are called in the change's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from retreat.transcripts.models import Passage
from retreat.transcripts.ports import Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is found of one passage."""

    number: int
    text: str
    speakers: str = ""


def entry_of(row: Passage) -> Entry:
    """What is found of a passage as it stands now."""
    return Entry(number=row.number, text=row.text, speakers=" ".join(row.speakers))


class PassageListener(Protocol):
    """Keeps what it derives from passages in step, in the same transaction."""

    def taken_out(self, db: Session, entries: Sequence[Entry]) -> None:
        """These are read no more, or are about to change; they are given as they were put in."""
        ...

    def put_in(self, db: Session, entries: Sequence[Entry]) -> None:
        """These are new, or have changed."""
        ...


# Keeps the meanings of passages: their numbers, and a row of the matrix for each.
KeepMeanings = Callable[[Session, Sequence[int], Matrix], None]

_listeners: list[PassageListener] = []
_keepers: list[KeepMeanings] = []


def listen(listener: PassageListener) -> None:
    """Register once, when the upper room is imported."""
    if listener not in _listeners:
        _listeners.append(listener)


def taken_out(db: Session, entries: Sequence[Entry]) -> None:
    """Tell all listeners."""
    for listener in _listeners:
        listener.taken_out(db, entries)


def put_in(db: Session, entries: Sequence[Entry]) -> None:
    """Tell all listeners."""
    for listener in _listeners:
        listener.put_in(db, entries)


def register_meanings(keep: KeepMeanings) -> None:
    """The room that finds by meaning says how to keep meanings."""
    _keepers[:] = [keep]


def keep_meanings(db: Session, numbers: Sequence[int], vectors: Matrix) -> None:
    """Keep the meanings of new passages."""
    if not _keepers:
        raise RuntimeError("retreat.search was never imported")
    _keepers[0](db, numbers, vectors)
