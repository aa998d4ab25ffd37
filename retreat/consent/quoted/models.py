"""Answers about single quotes. An answer is added, never changed; the latest about a quote counts."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column

from retreat.consent.derived import holds_none
from retreat.database import Base, str_id

KEEP: Final = "keep"
ROLE: Final = "role"
CHANGE: Final = "change"
REMOVE: Final = "remove"
ANSWERS: Final = (KEEP, ROLE, CHANGE, REMOVE)
SAID_MAX_CHARS, WITNESS_MAX_CHARS = 2_000, 80


class QuoteAnswer(Base):
    """What somebody says about one thing that they wrote, or one turn that they spoke.

    Attributes:
        thing_id: What they wrote; ``anchor_id``: the words that they spoke. One of them is null.
        audiences: For ``keep``: the audiences for which it was asked, with spaces between them.
        said: For ``change``: what it should say instead.
        digest: Of the words that they read when they answered: words that are changed later are not agreed to.
        is_latest: Whether this answer counts.
        how: ``page``, ``letter``, ``spoken`` or ``phone``.
        entered_by: The member of staff who entered it; null if the person did it themselves.
        witnessed_by: Who else was there, if it was entered for somebody.
        done: What the team did about it, and tells whoever answered.
        is_taken: Whether the team quotes it as they put it.
    """

    __tablename__ = "quote_answer"
    __table_args__ = (
        CheckConstraint("answer IN ('keep', 'role', 'change', 'remove')", name="answer"),
        CheckConstraint("(thing_id IS NULL) <> (anchor_id IS NULL)", name="of_one"),
        Index("ix_quote_answer_event_id_at", "event_id", "at"),
    )

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    thing_id: Mapped[str | None] = mapped_column(String(64), index=True)
    anchor_id: Mapped[str | None] = mapped_column(String(64), index=True)
    audiences: Mapped[str] = mapped_column(String(64), default="")
    answer: Mapped[str] = mapped_column(String(8))
    said: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    is_latest: Mapped[bool] = mapped_column(default=True, server_default=true())
    at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(16))
    entered_by: Mapped[str | None] = mapped_column(String(64))
    witnessed_by: Mapped[str | None] = mapped_column(String(WITNESS_MAX_CHARS))
    done: Mapped[str] = mapped_column(Text, default="")
    done_by: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime | None]
    is_taken: Mapped[bool] = mapped_column(default=False, server_default=false())


holds_none("quote_answer.witnessed_by", why="who was there when an answer was entered, as the team names them")
