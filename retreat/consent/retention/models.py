"""Tables of what ends: for how long things are kept, what stops their destruction, and each destruction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from retreat.consent.derived import Store, holds_none, register
from retreat.database import Base, str_id
from retreat.jobs.models import Work

CONFIRMED = "confirmed"
WORKING = "working"
DONE = "done"
STOPPED = "stopped"
WHY_MAX_CHARS = 1_000


class KeptFor(Base):
    """For how many months one kind of things is kept after an event's last day.

    Attributes:
        where_id: The programme, or one event of it, whose own number comes before the programme's.
        set_by: The member of staff; null at the command line.
    """

    __tablename__ = "kept_for"

    where_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    months: Mapped[int]
    set_by: Mapped[str | None] = mapped_column(String(64))
    set_at: Mapped[datetime]


class LegalHold(Base):
    """Something that stops destruction, whatever the dates say.

    Attributes:
        event_id: The only event that it holds; null for the whole programme.
        why: In the words of whoever placed it.
        until: Its last day; null if it holds until somebody lifts it.
        placed_by: The member of staff.
    """

    __tablename__ = "legal_hold"

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    event_id: Mapped[str | None] = mapped_column(ForeignKey("event.id"))
    why: Mapped[str] = mapped_column(Text)
    until: Mapped[date | None] = mapped_column(Date)
    placed_by: Mapped[str | None] = mapped_column(String(64))
    placed_at: Mapped[datetime]
    lifted_by: Mapped[str | None] = mapped_column(String(64))
    lifted_at: Mapped[datetime | None]


class Destruction(Work, Base):
    """One kind of one event's things, destroyed because somebody confirmed it. Its certificate is made from this row.

    Attributes:
        number: Printed on the certificate.
        kind: ``sound``, ``text`` or ``answers``.
        ended_on: The day until which it was to be kept.
        confirmed_by: The member of staff; null at the command line.
        state: ``confirmed``, ``working``, then ``done``; ``stopped`` if a hold was placed before it began.
        counted: How much there was of each sort, when it was confirmed.
        found: Which stores were cleared, and what each check said.
    """

    __tablename__ = "destruction"
    __table_args__ = (
        CheckConstraint("state IN ('confirmed', 'working', 'done', 'stopped')", name="state"),
        Index("ix_destruction_state", "state"),
    )

    id: Mapped[str_id]
    number: Mapped[str] = mapped_column(String(16), unique=True)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    ended_on: Mapped[date] = mapped_column(Date)
    confirmed_by: Mapped[str | None] = mapped_column(String(64))
    confirmed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=CONFIRMED)
    done_at: Mapped[datetime | None]
    counted: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


register(
    Store(
        name="reasons of legal holds",
        door="retreat.consent.retention.queries",
        columns=("legal_hold.why",),
        stays="the team's own words about why something must be kept; nobody at an event wrote them",
    )
)
holds_none("destruction.counted", "destruction.found", why="numbers, moments, and names of stores")
holds_none("destruction.reason", "destruction.lease_owner", why="the product's own")
