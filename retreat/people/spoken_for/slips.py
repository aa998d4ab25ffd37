"""Adding somebody without a device, and finding them by the number on their slip."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.ids import JOIN_PASS_ALPHABET, Ids, clean_join_pass
from retreat.people.access import Seat, seat_of_person, sit_down
from retreat.people.models import Participant, SeatRow
from retreat.people.operations import Arrival, join_event
from retreat.people.spoken_for.rule import is_spoken_for

SLIP_CHARS = 6
NO_SUCH_SLIP = "Nobody at this event has this number. Please check the slip and type it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Somebody without a device, for the facilitators.

    Attributes:
        number: Of their slip, as it is kept.
        seats: Their table by session, None where they sit at none; nothing for sessions that they are not in.
    """

    id: str
    event_id: str
    number: str
    name: str | None
    sector: str | None
    role: str | None
    added_at: datetime
    is_out: bool
    seats: Mapping[str, str | None]


def spaced_slip(number: str) -> str:
    """A slip number as people are shown it: in two halves."""
    return f"{number[:3]} {number[3:]}"


def add_person(db: Session, event_id: str, arrival: Arrival, *, now: datetime, ids: Ids) -> Seat:
    """Add somebody without a device, with the answers that they gave aloud. Their token is thrown away.

    Raises:
        InvalidInput, NotFound: As ``join_event``.
    """
    seat = join_event(db, event_id, arrival, now=now, ids=ids).seat
    db.execute(update(Participant).where(Participant.id == seat.id).values(slip=_new_number(db)))
    return seat


def slips_of(db: Session, event_id: str) -> list[Slip]:
    """Everybody without a device at an event, also those who were taken out, in the order in which they came."""
    rows = db.scalars(
        select(Participant)
        .where(Participant.event_id == event_id, Participant.slip.is_not(None))
        .order_by(Participant.joined_at, Participant.id)
    ).all()
    seats: dict[str, dict[str, str | None]] = {}
    theirs = select(SeatRow).where(SeatRow.participant_id.in_([row.id for row in rows]))
    for place in db.scalars(theirs):
        seats.setdefault(place.participant_id, {})[place.session_id] = place.table_id
    return [_slip(row, seats.get(row.id, {})) for row in rows]


def slip_of(db: Session, event_id: str, person_id: str) -> Slip:
    """One of them.

    Raises:
        NotFound: There is no such person at this event, or they have a device.
    """
    for one in slips_of(db, event_id):
        if one.id == person_id:
            return one
    raise NotFound


def person_with_slip(db: Session, event_id: str, typed: str) -> str:
    """The id of whoever has a slip number at an event and is still here, however it was typed.

    Raises:
        NotFound: Nobody has it.
    """
    here = select(Participant.id).where(Participant.event_id == event_id, *is_spoken_for())
    found = db.scalar(here.where(Participant.slip == clean_join_pass(typed)))
    if found is None:
        raise NotFound(NO_SUCH_SLIP, fields={"slip": "is not known"})
    return found


def seat_person(db: Session, person_id: str, session_id: str, table_id: str | None, *, now: datetime) -> None:
    """Somebody without a device is here, at this table, also if they sat elsewhere before."""
    seat = seat_of_person(db, person_id, session_id)
    sit_down(db, seat, table_id, now=now)


def choose_scribe(db: Session, person_id: str, session_id: str, scribe_id: str | None) -> None:
    """Who writes for somebody where there are no tables."""
    here = (SeatRow.participant_id == person_id, SeatRow.session_id == session_id)
    db.execute(update(SeatRow).where(*here).values(scribe_id=scribe_id))


def scribe_chosen(db: Session, person_id: str, session_id: str) -> str | None:
    """Who was chosen to write for somebody where there are no tables."""
    here = (SeatRow.participant_id == person_id, SeatRow.session_id == session_id)
    return db.scalar(select(SeatRow.scribe_id).where(*here))


def _slip(row: Participant, seats: Mapping[str, str | None]) -> Slip:
    return Slip(
        id=row.id,
        event_id=row.event_id,
        number=row.slip or "",
        name=row.display_name,
        sector=row.sector,
        role=row.role,
        added_at=row.joined_at,
        is_out=row.taken_out_at is not None,
        seats=seats,
    )


def _new_number(db: Session) -> str:
    while True:
        number = "".join(secrets.choice(JOIN_PASS_ALPHABET) for _ in range(SLIP_CHARS))
        if db.scalar(select(Participant.id).where(Participant.slip == number)) is None:
            return number
