"""The tables of close reading: where narratives were laid out, the marks on them, and what people wrote on them.

They hold places only. The words of a narrative are the programme's; those of a reading are in ``Words``.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

_SESSION = "dialogue_session.id"
_TEXT = "narrative_text.id"


class NarrativeLaid(Base):
    """A narrative was laid out in a session, for everyone or for one table. What was laid last is read."""

    __tablename__ = "narrative_laid"
    __table_args__ = (Index("ix_narrative_laid_session_id_at", "session_id", "at"),)

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION))
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    text_id: Mapped[str] = mapped_column(ForeignKey(_TEXT), index=True)
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]


class ReadingMark(Base):
    """A mark on a place in a narrative: code points from one up to another.

    Attributes:
        meaning: One of the step's meanings by its place: ``meaning-1`` and so on.
    """

    __tablename__ = "reading_mark"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    text_id: Mapped[str] = mapped_column(ForeignKey(_TEXT), index=True)
    begins: Mapped[int]
    ends: Mapped[int]
    meaning: Mapped[str] = mapped_column(String(64))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    share: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ReadingPart(Base):
    """A dated reading of a place in a narrative, or other words for it. Its own words are never changed.

    Attributes:
        form: ``reading`` or ``rewriting``.
        begins: Where its place begins; null for the whole narrative.
        first_id: Of a later reading, its author's first one of the same place.
    """

    __tablename__ = "reading_part"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    text_id: Mapped[str] = mapped_column(ForeignKey(_TEXT), index=True)
    form: Mapped[str] = mapped_column(String(16))
    begins: Mapped[int | None]
    ends: Mapped[int | None]
    first_id: Mapped[str | None] = mapped_column(String(64), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    share: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
