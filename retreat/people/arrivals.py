"""Who came into an event, for the facilitators: when, from where; taking them out and letting them back in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from retreat.people.models import Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Somebody who came in.

    Attributes:
        near: The same for everybody who came from one address; None if that is no longer known.
        browser: The same for everybody who came by one browser; None for a program.
        left_at: When they left; also None while they are in, or were taken out.
    """

    id: str
    name: str | None
    sector: str | None
    at: datetime
    near: str | None
    browser: str | None
    left_at: datetime | None
    out_at: datetime | None


def arrivals(db: Session, event_id: str) -> list[Arrived]:
    """Everybody who ever came into an event, in the order in which they came."""
    rows = db.execute(
        select(
            Participant.id,
            Participant.display_name,
            Participant.sector,
            Participant.joined_at,
            Participant.joined_from,
            Participant.browser,
            Participant.revoked_at,
            Participant.taken_out_at,
        )
        .where(Participant.event_id == event_id, Participant.kind == "participant")
        .order_by(Participant.joined_at, Participant.id)
    )
    return [
        Arrived(
            id=row.id,
            name=row.display_name,
            sector=row.sector,
            at=row.joined_at,
            near=row.joined_from,
            browser=row.browser,
            left_at=None if row.revoked_at == row.taken_out_at else row.revoked_at,
            out_at=row.taken_out_at,
        )
        for row in rows
    ]


def stamp_of_arrivals(db: Session, event_id: str) -> tuple[int, datetime | None, int]:
    """Changes whenever ``arrivals`` has somebody new, or somebody was taken out or let in."""
    row = db.execute(
        select(func.count(), func.max(Participant.joined_at), func.count(Participant.taken_out_at)).where(
            Participant.event_id == event_id, Participant.kind == "participant"
        )
    ).one()
    return (row[0], row[1], row[2])


def mark_out(db: Session, event_id: str, participant_ids: Collection[str], *, now: datetime) -> list[str]:
    """Take people out of an event: their tokens open nothing from the next event on. Returns those who were in."""
    who = (Participant.event_id == event_id, Participant.kind == "participant", Participant.id.in_(participant_ids))
    found = list(db.scalars(select(Participant.id).where(*who, Participant.taken_out_at.is_(None))))
    theirs = Participant.id.in_(found)
    db.execute(update(Participant).where(theirs, Participant.revoked_at.is_(None)).values(revoked_at=now))
    db.execute(update(Participant).where(theirs).values(taken_out_at=now))
    return found


def mark_in(db: Session, event_id: str, participant_ids: Sequence[str]) -> list[str]:
    """Let people back in, except those who had left before. Returns those who were out."""
    rows = db.scalars(
        select(Participant).where(
            Participant.event_id == event_id,
            Participant.id.in_(participant_ids),
            Participant.taken_out_at.is_not(None),
        )
    ).all()
    for row in rows:
        if row.revoked_at == row.taken_out_at:
            row.revoked_at = None
        row.taken_out_at = None
    db.flush()
    return [row.id for row in rows]


def who_is_out(db: Session, event_id: str, participant_ids: Collection[str]) -> list[str]:
    """Those of these people who are out of an event."""
    return list(
        db.scalars(
            select(Participant.id).where(
                Participant.event_id == event_id,
                Participant.id.in_(participant_ids),
                Participant.taken_out_at.is_not(None),
            )
        )
    )


def forget_addresses(db: Session, event_id: str) -> None:
    """The event is over: delete what was kept about where people came from."""
    db.execute(update(Participant).where(Participant.event_id == event_id).values(joined_from=None))
