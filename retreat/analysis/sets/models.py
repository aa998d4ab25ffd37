"""Named sets: saved searches, codes and excerpts picked by hand, combined by and, or, without."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

QUERY_MAX_CHARS = 400
JOINS = ("or", "and", "without")
SOURCES = ("search", "code", "set", "picked")


class SetOf(Base):
    """A named set of a programme."""

    __tablename__ = "analysis_set"

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class SetPart(Base):
    """One line of a set's definition. Lines are joined from the first to the last.

    Attributes:
        joins: How it is joined to the lines before it.
        source: Where its members come from: a ``search``, a ``code``, another ``set``, or those ``picked`` by hand.
        source_id: The code or the set.
        query: What was searched for.
    """

    __tablename__ = "analysis_set_part"
    __table_args__ = (
        CheckConstraint("joins IN ('or', 'and', 'without')", name="joins"),
        CheckConstraint("source IN ('search', 'code', 'set', 'picked')", name="source"),
    )

    id: Mapped[str_id]
    set_id: Mapped[str] = mapped_column(ForeignKey("analysis_set.id"), index=True)
    position: Mapped[int]
    joins: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[str | None] = mapped_column(String(64))
    query: Mapped[str | None] = mapped_column(String(QUERY_MAX_CHARS))
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class SetPick(Base):
    """An excerpt that somebody picked for a set by hand."""

    __tablename__ = "analysis_set_pick"

    id: Mapped[str_id]
    set_id: Mapped[str] = mapped_column(ForeignKey("analysis_set.id"), index=True)
    excerpt_id: Mapped[str] = mapped_column(ForeignKey("excerpt.id"))
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
