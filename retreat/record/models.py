"""What is kept of the talk: transcripts by version with their words, turns and speakers; passages; groupings.

A word's number within its transcript never changes, so what anchors to it stays where it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

WRITING = "writing"
CURRENT = "current"
SUPERSEDED = "superseded"
ERASED = "erased"

SPOKEN = "spoken"
WRITTEN = "written"


class TranscriptVersion(Base):
    """One run of the pipeline over an audio recording, or one transcript that came as text.

    Goes ``writing`` → ``current`` → ``superseded``; only a current one is read.
    """

    __tablename__ = "transcript_version"
    __table_args__ = (
        UniqueConstraint("recording_id", "attempt"),
        CheckConstraint("state IN ('writing', 'current', 'superseded')", name="state"),
    )

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("audio_recording.id"))
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(16), default=WRITING)
    filename: Mapped[str | None] = mapped_column(String(255))
    sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime]
    language: Mapped[str | None] = mapped_column(String(16))
    model: Mapped[str] = mapped_column(String(120))
    model_digest: Mapped[str | None] = mapped_column(String(64))
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    versions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    timing: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    duration_s: Mapped[float | None] = mapped_column(Float)


class RecordedSpeaker(Base):
    """A voice's label within one transcript; it may be matched to a participant."""

    __tablename__ = "recorded_speaker"
    __table_args__ = (UniqueConstraint("transcript_id", "label"),)

    id: Mapped[str_id]
    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"))
    label: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id"))


class RecordedTurn(Base):
    """One voice's unbroken speech; times are null where the transcript came without."""

    __tablename__ = "recorded_turn"

    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    speaker: Mapped[str | None] = mapped_column(String(120))
    start_ms: Mapped[int | None] = mapped_column(BigInteger)
    end_ms: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(Text)
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)


class RecordedWord(Base):
    """One spoken word, with the turn it belongs to."""

    __tablename__ = "recorded_word"
    __table_args__ = (Index("ix_recorded_word_transcript_id_turn", "transcript_id", "turn"),)

    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    turn: Mapped[int | None]
    text: Mapped[str] = mapped_column(String(255))
    start_ms: Mapped[int | None] = mapped_column(BigInteger)
    end_ms: Mapped[int | None] = mapped_column(BigInteger)
    confidence: Mapped[float | None] = mapped_column(Float)


class Passage(Base):
    """The searchable, quotable unit: 60 to 150 spoken words, or one note.

    Attributes:
        number: Key of the indexes; never shown.
        position: Order within the transcript; 0 for a note.
        at: When it was said or written, on the one clock; null where that is not known.
    """

    __tablename__ = "passage"
    __table_args__ = (
        CheckConstraint("state IN ('writing', 'current', 'superseded', 'erased')", name="state"),
        CheckConstraint("kind IN ('spoken', 'written')", name="kind"),
        Index("ix_passage_session_id_state", "session_id", "state"),
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    id: Mapped[str] = mapped_column(String(64), unique=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=CURRENT)
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("audio_recording.id"))
    transcript_id: Mapped[str | None] = mapped_column(ForeignKey("transcript_version.id"), index=True)
    note_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id"), index=True)
    prompt_id: Mapped[str | None] = mapped_column(String(64), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    text: Mapped[str] = mapped_column(Text)
    speakers: Mapped[list[str]] = mapped_column(JSON, default=list)
    start_ms: Mapped[int | None] = mapped_column(BigInteger)
    end_ms: Mapped[int | None] = mapped_column(BigInteger)
    first_word: Mapped[int | None]
    last_word: Mapped[int | None]
    first_turn: Mapped[int | None]
    last_turn: Mapped[int | None]
    at: Mapped[datetime | None]


class PassageVector(Base):
    """The meaning of a passage: 384 little-endian half floats of length one.

    ``seq`` rises with every new vector, so that a process fetches only those that it has not seen.
    """

    __tablename__ = "passage_vector"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    number: Mapped[int] = mapped_column(ForeignKey("passage.number"), unique=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class PassageGrouping(Base):
    """A machine's suggestion of similar passages, named by some distinctive words. Never called a theme."""

    __tablename__ = "passage_grouping"

    id: Mapped[str_id]
    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), index=True)
    position: Mapped[int]
    words: Mapped[list[str]] = mapped_column(JSON, default=list)


class GroupedPassage(Base):
    """That a passage belongs to a grouping."""

    __tablename__ = "grouped_passage"

    grouping_id: Mapped[str] = mapped_column(ForeignKey("passage_grouping.id"), primary_key=True)
    passage_id: Mapped[str] = mapped_column(ForeignKey("passage.id"), primary_key=True)
