"""The record as it is read: words, turns, transcripts. Frozen values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from retreat.log.moments import NOWHERE, Place
from retreat.transcripts.models import MACHINE
from retreat.transcripts.sight import Sight
from retreat.transcripts.voices import is_doubtful
from transcription.types import UNSURE_BELOW


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWord:
    """One word on the page."""

    n: int
    text: str
    start_ms: int | None
    end_ms: int | None
    confidence: float | None = None
    heard: str | None = None
    added: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether the machine was unsure of it, and nobody has changed it."""
        return self.confidence is not None and self.confidence < UNSURE_BELOW and self.heard is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTurn:
    """One voice's unbroken speech on the page.

    Attributes:
        n: Its number in the transcript, which says nothing about its place; -1 for words without a turn.
        speaker: The label of its voice.
        name: The voice's name, or its label.
        version: Rises with every change by a person.
        speaker_confidence: How sure the machine was of the speaker, 0 to 1; null where it can't say.
        is_whole: Whether all its words are here; a turn longer than a page is shown in parts.
        place: The step and question during which it begins, by the clock.
        is_withheld: Whether it only marks words that may not be read.
    """

    n: int
    speaker: str | None
    name: str | None
    start_ms: int | None
    end_ms: int | None
    at: datetime | None
    flags: tuple[str, ...]
    words: tuple[ReadWord, ...]
    review: str = MACHINE
    reviewed_by: str | None = None
    version: int = 0
    assigned_by: str | None = None
    speaker_confidence: float | None = None
    is_whole: bool = True
    place: Place = NOWHERE
    is_withheld: bool = False

    @property
    def text(self) -> str:
        """Its current words."""
        return " ".join(word.text for word in self.words)

    @property
    def is_speaker_doubtful(self) -> bool:
        """Whether the machine was unsure of the speaker, and nobody has since said who it was."""
        return is_doubtful(self.speaker_confidence, self.assigned_by)

    @property
    def has_doubts(self) -> bool:
        """Whether nobody has checked it yet, so that the machine's doubts still matter."""
        return self.review == MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTranscript:
    """One transcript and the page of it that is open; pages count from 1."""

    id: str
    recording_id: str | None
    filename: str | None
    table_id: str | None
    started_at: datetime
    duration_s: float | None
    language: str | None
    model: str
    warnings: tuple[str, ...]
    page: int
    pages: int
    turns: tuple[ReadTurn, ...]
    is_empty: bool
    sight: Sight
