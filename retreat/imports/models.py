"""A transcript that somebody added with a form: the durable intent to keep it and align it with its sound."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.jobs.models import Work
from retreat.recordings.models import SEALED


class TranscriptImport(Work, Base):
    """One file with words, which lies in the storage under ``transcripts/`` and its digest.

    Attributes:
        recording_id: The audio recording of these words; null for text without sound.
        transcript_id: The transcript made from it; null until then.
        state: ``sealed`` (waits), ``processing``, ``ready``, ``set_aside``; as an audio recording's.
        checked: Whether a person wrote or checked the words.
        outcome: How many of the words were found in the sound.
        held_since: Since when it waits for somebody to decide, because part of its talk is left out and its words have
            no times; its words are kept nowhere until then, or withheld if they were here before.
        decided_at: When somebody said that nothing of what is left out is in it.
    """

    __tablename__ = "transcript_import"
    __table_args__ = (
        CheckConstraint("state IN ('sealed', 'processing', 'ready', 'set_aside')", name="state"),
        Index("ix_transcript_import_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("audio_recording.id"))
    transcript_id: Mapped[str | None] = mapped_column(ForeignKey("transcript_version.id"))
    filename: Mapped[str | None] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default=SEALED)
    checked: Mapped[bool] = mapped_column(Boolean, default=False)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    asked_by: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    held_since: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(64))
