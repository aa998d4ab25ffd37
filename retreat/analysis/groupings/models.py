"""Groupings over a programme's sessions. They hold passages and the words of labels, and are never themes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.jobs.models import Work

WAITING, WORKING, READY, STOPPED, SET_ASIDE = "waiting", "working", "ready", "stopped", "set_aside"
UNDER_WAY = (WAITING, WORKING)
SUGGESTED, KEPT, DISCARDED = "suggested", "kept", "discarded"


class GroupingRun(Work, Base):
    """One time that passages were grouped. A later one never changes it.

    Attributes:
        wanted: How many groups were asked for; None to choose the most stable number.
        agreed: How far all groups came back when passages were left out: adjusted Rand, about 0 to 1.
        unassigned: How many of the ``passages`` are in no group.
    """

    __tablename__ = "grouping_run"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'working', 'ready', 'stopped', 'set_aside')", name="state"),
    )

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=WAITING)
    wanted: Mapped[int | None]
    passages: Mapped[int] = mapped_column(default=0)
    unassigned: Mapped[int] = mapped_column(default=0)
    agreed: Mapped[float | None]


class SuggestedGrouping(Base):
    """One group of a run.

    Attributes:
        words: What sets it apart; shown only as far as its readable passages say them.
        stability: How much of it came back when passages were left out, 0 to 1.
        set_id: The set that somebody keeps it as: its words are then held by anchors.
    """

    __tablename__ = "suggested_grouping"
    __table_args__ = (CheckConstraint("state IN ('suggested', 'kept', 'discarded')", name="state"),)

    id: Mapped[str_id]
    run_id: Mapped[str] = mapped_column(ForeignKey("grouping_run.id"), index=True)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"))
    position: Mapped[int]
    words: Mapped[list[str]] = mapped_column(JSON, default=list)
    stability: Mapped[float]
    state: Mapped[str] = mapped_column(String(16), default=SUGGESTED)
    set_id: Mapped[str | None] = mapped_column(ForeignKey("analysis_set.id"))


class GroupedPiece(Base):
    """A passage's place in a group.

    Attributes:
        closeness: How much more alike it is to this group than to the next.
        removed: Whether somebody said that it does not belong.
    """

    __tablename__ = "grouped_piece"

    id: Mapped[str_id]
    grouping_id: Mapped[str] = mapped_column(ForeignKey("suggested_grouping.id"), index=True)
    passage_id: Mapped[str] = mapped_column(String(64))
    closeness: Mapped[float]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
