"""Tables of the agenda: the days of an event, and what is planned on each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.programme.models import TITLE_MAX_CHARS


class AgendaDay(Base):
    """When a day of an event begins and should end; ``day`` counts from 1. A day without a row is as usual.

    Times are minutes since midnight by the hall's clock.
    """

    __tablename__ = "agenda_day"
    __table_args__ = (UniqueConstraint("event_id", "day"),)

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"))
    day: Mapped[int]
    starts_at: Mapped[int]
    ends_at: Mapped[int | None]
    notes: Mapped[str] = mapped_column(Text, default="")


class AgendaItem(Base):
    """One line of a day. Its time follows from the order, unless ``at`` says when it has to begin.

    Attributes:
        at: Minutes since midnight.
        is_beside: It begins together with the one before it.
        activity: What its session is made from; only where it is a session.
        version: Rises with every change of what was typed, so that nobody overwrites what they have not seen.
    """

    __tablename__ = "agenda_item"

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    day: Mapped[int]
    position: Mapped[int]
    what: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    minutes: Mapped[int]
    at: Mapped[int | None]
    is_beside: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS), default="")
    lead: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS), default="")
    hosts: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS), default="")
    materials: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    activity: Mapped[str | None] = mapped_column(String(64))
    session_id: Mapped[str | None] = mapped_column(ForeignKey("dialogue_session.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    dropped_at: Mapped[datetime | None]
