"""Rooms above that follow when words come, change or go; they register themselves when they are imported.

Each is told in the change's own transaction, so that what is acknowledged is found. None commits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from retreat.transcripts.ports import Matrix
from transcription.types import Grouping, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some neighbouring stretches of a transcript that is being written, as the pipeline cut it.

    Attributes:
        first: The place of the first of them, counted from 0.
        voices: For each stretch the labels of those who speak in it, each once; None for words without a voice.
        meanings: A row for each stretch, float32, (n, 384).
        is_timed: Whether its times are times of a sound.
    """

    transcript_id: str
    first: int
    stretches: Sequence[Passage]
    voices: Sequence[Sequence[str | None]]
    meanings: Matrix
    is_timed: bool


class WordsListener(Protocol):
    """Keeps what it derives from words in step, in the same transaction."""

    def part_written(self, db: Session, part: Part) -> None:
        """The words of some stretches are kept; nobody reads them yet. A run that goes on tells of all parts again."""
        ...

    def alike(self, db: Session, transcript_id: str, groupings: Sequence[Grouping]) -> None:
        """Which stretches of a transcript are alike, by their places. A run that goes on tells of them again."""
        ...

    def became_current(self, db: Session, transcript_id: str) -> None:
        """From here on this transcript is read: for the first time, or once more."""
        ...

    def superseded(self, db: Session, transcript_ids: Sequence[str]) -> None:
        """These transcripts are kept, and read no more."""
        ...

    def words_changed(self, db: Session, transcript_id: str, words: Collection[int] | None) -> None:
        """What is said at these heard words has changed, or by whom, or who may know; None: anywhere in it."""
        ...

    def beginning_moved(self, db: Session, transcript_ids: Sequence[str]) -> None:
        """These transcripts begin at another moment; within each nothing has moved."""
        ...

    def laid_on_sound(self, db: Session, transcript_id: str) -> None:
        """The words of a transcript that came as text have the times of a sound now, and are of its table."""
        ...


_listeners: list[WordsListener] = []


def listen(listener: WordsListener) -> None:
    """Register once, when the upper room is imported."""
    if listener not in _listeners:
        _listeners.append(listener)


def listeners() -> Sequence[WordsListener]:
    """All of them.

    Raises:
        RuntimeError: Nobody follows, so that what was said would never be found.
    """
    if not _listeners:
        raise RuntimeError("retreat.search was never imported")
    return _listeners


def words_changed(db: Session, transcript_id: str, words: Collection[int] | None = None) -> None:
    """Tell all listeners; the change itself must have been flushed."""
    for listener in listeners():
        listener.words_changed(db, transcript_id, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a transcript as it is cut to be found: its heard words by their numbers, inclusive."""

    first_word: int
    last_word: int


class Stretches(Protocol):
    """What pages about words ask of the room that cuts them."""

    def of(self, db: Session, transcript_id: str) -> Sequence[Stretch]:
        """The stretches of a transcript as it is cut today, in their order."""
        ...


_stretches: list[Stretches] = []


def register_stretches(stretches: Stretches) -> None:
    """The room that cuts words says where."""
    _stretches[:] = [stretches]


def stretches() -> Stretches:
    """The one that is registered.

    Raises:
        RuntimeError: None is.
    """
    if not _stretches:
        raise RuntimeError("retreat.search was never imported")
    return _stretches[0]
