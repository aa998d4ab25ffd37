"""The tables of tensions: what people wrote on them, and who could sign which wording. Words are in ``Words`` alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

_SESSION = "dialogue_session.id"


class TensionPart(Base):
    """A tension that somebody named, a statement of one of its sides, or why it is neither.

    Attributes:
        stance: ``tension``, ``side`` or ``neither``.
        tension_id: What a side or a neither is on: a part, or a tension of the step by its place.
    """

    __tablename__ = "tension_part"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    stance: Mapped[str] = mapped_column(String(16))
    tension_id: Mapped[str | None] = mapped_column(String(64))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    share: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class TensionHold(Base):
    """Somebody could sign one wording of a statement. It keeps its dates; it is never shown by person."""

    __tablename__ = "tension_hold"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    side_id: Mapped[str] = mapped_column(ForeignKey("tension_part.id"), index=True)
    version: Mapped[int]
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
