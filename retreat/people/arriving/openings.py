"""How many people stand at the door of an event: the code was right, and they have not answered yet. None commits.

Counts only. Whoever answers is counted the same, whatever they answered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from retreat.people.models import DoorOpening, Participant, SeatRow
from retreat.people.queries import taken_out

# Whoever has not answered by then has gone away.
WAITS = timedelta(minutes=30)
# After this, somebody may need help.
STUCK = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Counts of arrivals, and of those who seem to be stuck.

    Attributes:
        scanned: Everybody whose code was right, whether or not they have answered.
        answered: Those of them who came in and have not left.
        at_table: Those of them who sit at a table.
        stuck_at_door: Waiting at the questions for two minutes and more.
        stuck_without_table: In for two minutes and more, and at no table.
    """

    scanned: int
    answered: int
    at_table: int
    stuck_at_door: int
    stuck_without_table: int


def open_door_for(db: Session, event_id: str, opening_id: str, *, now: datetime) -> None:
    """Somebody's code was right; the same browser again counts once."""
    if db.get(DoorOpening, opening_id) is None:
        db.add(DoorOpening(id=opening_id, event_id=event_id, at=now))
    db.execute(delete(DoorOpening).where(DoorOpening.event_id == event_id, DoorOpening.at < now - WAITS))
    db.flush()


def answered_at_door(db: Session, opening_ids: Collection[str]) -> None:
    """Somebody has answered: they are counted where they sit from now on."""
    if opening_ids:
        db.execute(delete(DoorOpening).where(DoorOpening.id.in_(opening_ids)))


def door_of(db: Session, event_id: str, session_id: str, *, now: datetime, has_tables: bool) -> Door:
    """How far the people who come to a session have got."""
    here = (DoorOpening.event_id == event_id, DoorOpening.at >= now - WAITS)
    waiting = db.scalar(select(func.count()).where(*here)) or 0
    stuck = db.scalar(select(func.count()).where(*here, DoorOpening.at <= now - STUCK)) or 0
    late = SeatRow.arrived_at <= now - STUCK
    in_here = (
        select(
            func.count(),
            func.count(SeatRow.table_id),
            func.count().filter(SeatRow.table_id.is_(None), late),
        )
        .select_from(SeatRow)
        .join(Participant, Participant.id == SeatRow.participant_id)
        .where(
            SeatRow.session_id == session_id,
            SeatRow.participant_id.not_in(taken_out()),
            Participant.revoked_at.is_(None),
        )
    )
    answered, at_table, without = db.execute(in_here).one()
    return Door(
        scanned=waiting + answered,
        answered=answered,
        at_table=at_table,
        stuck_at_door=stuck,
        stuck_without_table=without if has_tables else 0,
    )


def seats_by_table(db: Session, session_id: str) -> dict[str, str | None]:
    """The table of everybody who came into a session and has not left; None for those at none."""
    rows = db.execute(
        select(SeatRow.participant_id, SeatRow.table_id)
        .join(Participant, Participant.id == SeatRow.participant_id)
        .where(
            SeatRow.session_id == session_id,
            SeatRow.participant_id.not_in(taken_out()),
            Participant.revoked_at.is_(None),
        )
    )
    return dict(rows.tuples().all())


def forget_openings(db: Session, event_id: str) -> None:
    """The event is over: nobody stands at its door."""
    db.execute(delete(DoorOpening).where(DoorOpening.event_id == event_id))
