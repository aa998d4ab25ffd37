"""The table of sounds in which somebody who has withdrawn may be heard."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base


class WithdrawnSound(Base):
    """One sound of one withdrawal.

    Attributes:
        until: The withdrawal reaches only sound that began up to then; null for all.
        is_sure: Whether every turn of its transcript was checked by a person, and theirs are known.
        spans: From which to which millisecond it was silenced.
        by_hand: The same for what somebody heard and marked.
        pieces: How many pieces had arrived by then: a later one may hold their voice.
        masked_at: When it was silenced; null while that is still to be done.
        listened_at: When somebody said that nothing of theirs can be heard.
        is_deleted: Whether it was deleted instead.
    """

    __tablename__ = "withdrawn_sound"

    withdrawal_id: Mapped[str] = mapped_column(ForeignKey("withdrawal.id"), primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("audio_recording.id"), primary_key=True, index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    until: Mapped[datetime | None]
    due_at: Mapped[datetime]
    is_sure: Mapped[bool] = mapped_column(default=False, server_default=false())
    spans: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    by_hand: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    pieces: Mapped[int] = mapped_column(default=0)
    masked_at: Mapped[datetime | None]
    listened_at: Mapped[datetime | None]
    listened_by: Mapped[str | None] = mapped_column(String(64))
    is_deleted: Mapped[bool] = mapped_column(default=False, server_default=false())
