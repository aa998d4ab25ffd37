"""Memos and readings: what researchers write about the record, dated and signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

MEMO_KINDS = ("reflexive", "analytic", "method", "ethical")


class Memo(Base):
    """A memo about one thing. Its text is in its wordings.

    Attributes:
        about: ``programme``, ``session``, ``code``, ``excerpt``, ``memo``, ``reading``, ``set`` or ``theme``.
        shared: Whether the programme's members read it; else only its author does.
        wording: The number of the wording that counts.
    """

    __tablename__ = "memo"
    __table_args__ = (
        CheckConstraint("kind IN ('reflexive', 'analytic', 'method', 'ethical')", name="kind"),
        Index("ix_memo_about_about_id", "about", "about_id"),
    )

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    about: Mapped[str] = mapped_column(String(16))
    about_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    shared: Mapped[bool]
    wording: Mapped[int] = mapped_column(default=1)
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class MemoWording(Base):
    """One version of a memo; earlier ones are kept. Blank once the words that it was about are erased."""

    __tablename__ = "memo_wording"

    memo_id: Mapped[str] = mapped_column(ForeignKey("memo.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Reading(Base):
    """How somebody reads an excerpt at one time. It is never changed: a later reading stands beside it.

    Attributes:
        text: How it is read now.
        changed: What changed since the reading before, and why.
        after_id: The reading that it follows.
    """

    __tablename__ = "reading"

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    excerpt_id: Mapped[str] = mapped_column(ForeignKey("excerpt.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    changed: Mapped[str] = mapped_column(Text)
    after_id: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
