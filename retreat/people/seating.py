"""Who sits where in a session, who stays there, and who is host or scribe of a table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from retreat.people.models import Participant, SeatRow, TableDuty
from retreat.people.stays import keep_stay

Duty = Literal["host", "scribe"]
DUTIES: tuple[Duty, ...] = ("host", "scribe")
ASKED, TAKEN = "asked", "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Somebody in a session, for the facilitators.

    Attributes:
        table_id: None where they have not sat down yet.
        is_pinned: They stay where they are when tables are mixed.
        slip: The number on the slip of somebody without a device; None for everybody else.
    """

    id: str
    name: str | None
    sector: str | None
    table_id: str | None
    is_pinned: bool
    slip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A duty at a table.

    Attributes:
        is_taken: Whoever was asked has accepted it, or they offered.
        is_named: The facilitators asked for this person, or have confirmed them.
    """

    table_id: str
    duty: str
    participant_id: str
    is_taken: bool
    is_named: bool


def sittings(db: Session, session_id: str) -> list[Sitting]:
    """Everybody who is in a session, in the order in which they came; nobody who has left or was taken out."""
    rows = db.execute(
        select(Participant, SeatRow.table_id, SeatRow.pinned)
        .join(SeatRow, SeatRow.participant_id == Participant.id)
        .where(SeatRow.session_id == session_id, *_is_here())
        .order_by(SeatRow.arrived_at, Participant.id)
    )
    return [
        Sitting(id=one.id, name=one.display_name, sector=one.sector, table_id=table_id, is_pinned=pinned, slip=one.slip)
        for one, table_id, pinned in rows
    ]


def move(db: Session, session_id: str, participant_id: str, table_id: str, *, now: datetime) -> None:
    """Seat somebody at another table; what they did for their table ends."""
    theirs = {"session_id": session_id, "participant_id": participant_id}
    db.execute(update(SeatRow).filter_by(**theirs).values(table_id=table_id))
    keep_stay(db, session_id, participant_id, table_id, now=now)
    db.execute(delete(TableDuty).filter_by(**theirs).where(TableDuty.table_id != table_id))


def pin(db: Session, session_id: str, people: Collection[str], *, pinned: bool) -> None:
    """Say of some people that they stay where they are, or that they may be moved."""
    here = (SeatRow.session_id == session_id, SeatRow.participant_id.in_(people))
    db.execute(update(SeatRow).where(*here).values(pinned=pinned))


def duties(db: Session, session_id: str) -> list[Held]:
    """Every duty in a session, of people who are still here."""
    rows = db.scalars(
        select(TableDuty)
        .join(Participant, Participant.id == TableDuty.participant_id)
        .where(TableDuty.session_id == session_id, *_is_here())
    )
    return [
        Held(
            table_id=row.table_id,
            duty=row.duty,
            participant_id=row.participant_id,
            is_taken=row.state == TAKEN,
            is_named=row.named_at is not None,
        )
        for row in rows
    ]


def host_of(db: Session, table_id: str | None) -> str | None:
    """Who is host of a table and has accepted it."""
    asked = select(TableDuty.participant_id).join(Participant, Participant.id == TableDuty.participant_id)
    here = (TableDuty.table_id == table_id, TableDuty.duty == "host", TableDuty.state == TAKEN)
    return db.scalar(asked.where(*here, *_is_here()))


def named_host_of(db: Session, table_id: str | None) -> str | None:
    """Who is host of a table, has accepted it, and was named or confirmed by the facilitators."""
    named = select(TableDuty.participant_id).join(Participant, Participant.id == TableDuty.participant_id)
    here = (TableDuty.table_id == table_id, TableDuty.duty == "host", TableDuty.state == TAKEN)
    return db.scalar(named.where(*here, TableDuty.named_at.is_not(None), *_is_here()))


def ask_for(db: Session, session_id: str, table_id: str, duty: Duty, participant_id: str, *, now: datetime) -> None:
    """The facilitators ask somebody to be host or scribe; whoever was before is not any more."""
    end_duty(db, table_id, duty)
    place = {"table_id": table_id, "duty": duty, "session_id": session_id, "participant_id": participant_id}
    db.add(TableDuty(**place, state=ASKED, at=now, named_at=now))
    db.flush()


def take_duty(db: Session, session_id: str, table_id: str, duty: Duty, participant_id: str, *, now: datetime) -> None:
    """Somebody offers, or accepts what they were asked; whether the facilitators named them stays as it was."""
    row = db.get(TableDuty, (table_id, duty))
    if row is not None and row.participant_id == participant_id:
        row.state, row.at = TAKEN, now
    else:
        end_duty(db, table_id, duty)
        place = {"table_id": table_id, "duty": duty, "session_id": session_id, "participant_id": participant_id}
        db.add(TableDuty(**place, state=TAKEN, at=now))
    db.flush()


def confirm_duty(db: Session, table_id: str, duty: Duty, participant_id: str, *, now: datetime) -> bool:
    """The facilitators confirm somebody who offered. Returns whether that is still who it is."""
    row = db.get(TableDuty, (table_id, duty))
    if row is None or row.participant_id != participant_id:
        return False
    row.named_at = row.named_at or now
    db.flush()
    return True


def end_duty(db: Session, table_id: str, duty: str) -> None:
    """Nobody does it any more."""
    db.execute(delete(TableDuty).where(TableDuty.table_id == table_id, TableDuty.duty == duty))


def _is_here() -> tuple[ColumnElement[bool], ...]:
    return (Participant.revoked_at.is_(None), Participant.taken_out_at.is_(None))
