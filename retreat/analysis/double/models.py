"""Blind double coding: who codes the same words without seeing each other's codings, and how they settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id


class DoubleCoding(Base):
    """The same turns of one session, given to several people.

    Attributes:
        every: 1 for the whole session; for a sample, every n-th turn of it.
        opened: Whether everybody has finished, so that codings can be compared.
    """

    __tablename__ = "double_coding"

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    every: Mapped[int] = mapped_column(default=1)
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    opened: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class DoubleCoder(Base):
    """One of the people who code it, and whether they have finished."""

    __tablename__ = "double_coder"

    double_id: Mapped[str] = mapped_column(ForeignKey("double_coding.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    done_at: Mapped[datetime | None]


class Settlement(Base):
    """What was decided about one code on one turn that people had coded differently.

    Attributes:
        unit: Transcript and turn, as ``agreement.Unit`` names them.
        outcome: ``coded``, ``not_coded``, or ``both``: the difference is kept on purpose.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        UniqueConstraint("double_id", "unit", "code_id", "number"),
        CheckConstraint("outcome IN ('coded', 'not_coded', 'both')", name="outcome"),
    )

    id: Mapped[str_id]
    double_id: Mapped[str] = mapped_column(ForeignKey("double_coding.id"), index=True)
    unit: Mapped[str] = mapped_column(String(64))
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id"))
    number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(Text)
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
