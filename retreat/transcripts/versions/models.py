"""Versions of transcripts, and jobs over them. There are no spoken words here."""

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
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.jobs.models import Work

WRITING = "writing"
CURRENT = "current"
SUPERSEDED = "superseded"


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
    quality: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class SpeechRerun(Work, Base):
    """A durable job: a speech stage done again over a transcript that people may have worked on.

    Attributes:
        kind: ``words`` or ``speakers``; ``opinion`` for another model's; or ``checks``, ``passages``, ``groupings``.
        state: ``sealed`` (waits), ``processing``, ``ready``, ``set_aside``; as an audio recording's.
        start_ms: Where the span begins; null, as the end, for all of it.
        options: What to change, such as the model.
        outcome: What it changed, by turn, with what is needed to undo it.
        hold: As an audio recording's.
    """

    __tablename__ = "speech_rerun"
    __table_args__ = (
        CheckConstraint("kind IN ('words', 'speakers', 'opinion', 'checks', 'passages', 'groupings')", name="kind"),
        CheckConstraint("state IN ('sealed', 'processing', 'ready', 'set_aside')", name="state"),
        Index("ix_speech_rerun_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"))
    recording_id: Mapped[str] = mapped_column(ForeignKey("audio_recording.id"))
    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="sealed")
    start_ms: Mapped[int | None] = mapped_column(BigInteger)
    end_ms: Mapped[int | None] = mapped_column(BigInteger)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    asked_by: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    hold: Mapped[str | None] = mapped_column(String(16))
    stage_at: Mapped[datetime | None]
    stage_from: Mapped[float | None] = mapped_column(Float)
