"""Tables of the team's work between two days. They hold no participant's words: those stay where they were written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from retreat.consent.derived import Store, register
from retreat.database import Base, str_id

TITLE_MAX_CHARS = 200
MEMO_MAX_CHARS = 4_000


class OvernightHeading(Base):
    """A heading over things that were written on one day; its titles are rows of their own, each with its date."""

    __tablename__ = "overnight_heading"
    __table_args__ = (Index("ix_overnight_heading_event_id_day", "event_id", "day"),)

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"))
    day: Mapped[int]
    position: Mapped[int]


class OvernightTitle(Base):
    """One title of a heading; the latest counts. ``by_id``: a member of staff, also one whose account is gone."""

    __tablename__ = "overnight_title"

    id: Mapped[str_id]
    heading_id: Mapped[str] = mapped_column(ForeignKey("overnight_heading.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    at: Mapped[datetime]
    by_id: Mapped[str | None] = mapped_column(String(64))


class OvernightThing(Base):
    """Where the team put one thing, by its id: under a heading, or off the page of the next morning."""

    __tablename__ = "overnight_thing"

    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    thing_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    heading_id: Mapped[str | None] = mapped_column(ForeignKey("overnight_heading.id"))
    left_off: Mapped[bool] = mapped_column(default=False)


class OvernightMemo(Base):
    """What somebody of the team wrote down that evening, for the team alone."""

    __tablename__ = "overnight_memo"
    __table_args__ = (Index("ix_overnight_memo_event_id_day", "event_id", "day"),)

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"))
    day: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[str | None] = mapped_column(String(64))


register(
    Store(
        name="headings and memos that the team writes between two days",
        door="facilitation.overnight.queries",
        columns=("overnight_title.text", "overnight_memo.text"),
        stays="the team's own words; whoever wrote one can remove it. What participants wrote is never copied here",
    )
)
