"""The tables of assumptions: what people wrote on them, and how deep each person saw them lie."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

_SESSION = "dialogue_session.id"


class AssumptionPart(Base):
    """An assumption that somebody brought up, what speaks for or against it, a test of it, or what became of it.

    Attributes:
        part: ``assumption``, ``for``, ``against``, ``test`` or ``outcome``.
        assumption_id: What all but an assumption are on: a part, or an assumption of the step by its place.
        outcome: What became of it, for the part of that name.
        source_id: The note that an assumption was made from, where it was made from one.
        nameless: Whether nobody is told its author's name: it was handed in, or a table brought it to everyone.
        audience: The channels on which it was sent.
    """

    __tablename__ = "assumption_part"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    part: Mapped[str] = mapped_column(String(16))
    assumption_id: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str | None] = mapped_column(String(16))
    source_id: Mapped[str | None] = mapped_column(String(64))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    share: Mapped[str] = mapped_column(String(16))
    nameless: Mapped[bool] = mapped_column(default=False, server_default=false())
    audience: Mapped[list[str]] = mapped_column(JSON)
    version: Mapped[int]
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class AssumptionDepth(Base):
    """How deep somebody saw an assumption lie. Every placing keeps its date; of a person's, the latest counts."""

    __tablename__ = "assumption_depth"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    assumption_id: Mapped[str] = mapped_column(String(64))
    depth: Mapped[str] = mapped_column(String(16))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    at: Mapped[datetime]
