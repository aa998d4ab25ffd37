"""Higher rooms that follow when words come, change or go; they register themselves when they are imported.

Each is told in the same transaction, so that anything acknowledged can be found. None commits.
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
    """Some neighbouring stretches of a transcript that is being stored, as the pipeline cut it.

    Attributes:
        first: The position of the first one, counted from 0.
        voices: For each stretch, the labels of its speakers, without repeats; None for words without a voice.
        meanings: One row for each stretch, float32, (n, 384).
        is_timed: Whether its times are times of a sound.
    """

    transcript_id: str
    first: int
    stretches: Sequence[Passage]
    voices: Sequence[Sequence[str | None]]
    meanings: Matrix
    is_timed: bool


class WordsListener(Protocol):
    """Updates what it derives from words, in the same transaction."""

    def part_written(self, db: Session, part: Part) -> None:
        """The words of some stretches are stored; nobody reads them yet. A resumed run announces all parts again."""
        ...

    def alike(self, db: Session, transcript_id: str, groupings: Sequence[Grouping]) -> None:
        """Which stretches of a transcript are alike, by their positions. A resumed run announces them again."""
        ...

    def became_current(self, db: Session, transcript_id: str) -> None:
        """This transcript becomes the current one, for the first time or again."""
        ...

    def superseded(self, db: Session, transcript_ids: Sequence[str]) -> None:
        """These transcripts are kept, but no longer read."""
        ...

    def given_up(self, db: Session, transcript_id: str) -> None:
        """This transcript was never finished, and its words are about to be deleted."""
        ...

    def words_changed(self, db: Session, transcript_id: str, words: Collection[int] | None) -> None:
        """At these heard words, the text, the speaker or who may read it has changed; None: anywhere."""
        ...

    def beginning_moved(self, db: Session, transcript_ids: Sequence[str]) -> None:
        """These transcripts begin at another time; nothing within them has moved."""
        ...

    def laid_on_sound(self, db: Session, transcript_id: str) -> None:
        """The words of a text transcript now have the times of a sound, and belong to its table."""
        ...


_listeners: list[WordsListener] = []


def listen(listener: WordsListener) -> None:
    """Register once, when the upper room is imported."""
    if listener not in _listeners:
        _listeners.append(listener)


def listeners() -> Sequence[WordsListener]:
    """All of them.

    Raises:
        RuntimeError: Nobody has registered, so spoken words would never be found.
    """
    if not _listeners:
        raise RuntimeError("retreat.search was never imported")
    return _listeners


def words_changed(db: Session, transcript_id: str, words: Collection[int] | None = None) -> None:
    """Tell all listeners; the change must already have been flushed."""
    for listener in listeners():
        listener.words_changed(db, transcript_id, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a transcript as search cuts it: its heard words by their numbers, inclusive."""

    first_word: int
    last_word: int


class Stretches(Protocol):
    """What pages about words need from the room that cuts them into stretches."""

    def of(self, db: Session, transcript_id: str) -> Sequence[Stretch]:
        """The current stretches of a transcript, in order."""
        ...


_stretches: list[Stretches] = []


def register_stretches(stretches: Stretches) -> None:
    """Register the room that cuts words into stretches."""
    _stretches[:] = [stretches]


def stretches() -> Stretches:
    """The one that is registered.

    Raises:
        RuntimeError: None is.
    """
    if not _stretches:
        raise RuntimeError("retreat.search was never imported")
    return _stretches[0]
