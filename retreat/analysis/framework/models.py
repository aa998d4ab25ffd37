"""Cells of the framework matrix. A summary is never changed: a later one is another row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

CASE_MAX_CHARS = 200


class FrameworkCell(Base):
    """What one case says to one theme, as somebody summed it up; the highest number that is not removed counts.

    Attributes:
        by_kind: What the cases are: ``sector``, ``role``, ``event``, ``place`` or ``table``.
        called: Which of these, by its name.
    """

    __tablename__ = "framework_cell"
    __table_args__ = (
        CheckConstraint("by_kind IN ('sector', 'role', 'event', 'place', 'table')", name="by_kind"),
        Index("ix_framework_cell_theme_id_by_kind", "theme_id", "by_kind"),
    )

    id: Mapped[str_id]
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"))
    by_kind: Mapped[str] = mapped_column(String(16))
    called: Mapped[str] = mapped_column(String(CASE_MAX_CHARS))
    number: Mapped[int]
    summary: Mapped[str] = mapped_column(Text)
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class FrameworkRest(Base):
    """An excerpt that a summary rests on: what its author could read of the case when they wrote it.

    Attributes:
        words: How many of its words could be read then, if not all; null if all.
    """

    __tablename__ = "framework_rest"

    cell_id: Mapped[str] = mapped_column(ForeignKey("framework_cell.id"), primary_key=True)
    excerpt_id: Mapped[str] = mapped_column(ForeignKey("excerpt.id"), primary_key=True, index=True)
    words: Mapped[int | None]
