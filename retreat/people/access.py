"""Whose seat a token opens: the one principal of the live room, looked up again for every event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, bindparam, delete, insert, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from retreat.database import table_of
from retreat.errors import NotFound, NotPermitted, NotSignedIn
from retreat.ids import token_hash
from retreat.people.models import Participant, SeatKind, SeatRow, TableDuty
from retreat.people.ports import events, tell_sitting
from retreat.people.spoken_for.rule import may_write_for, parted
from retreat.people.stays import keep_stay

__all__ = [
    "Holder",
    "Seat",
    "SeatKind",
    "arrive",
    "arrived_at",
    "desk_of_token",
    "holder_of_token",
    "seat_in",
    "seat_of_person",
    "sit_down",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The holder of a token: a person at an event, or a desk or a screen in one of its sessions.

    Attributes:
        session_id: The one session of a desk or a screen; None for a person, whose token opens all of the event's.
    """

    id: str
    kind: SeatKind
    event_id: str
    session_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody's place in one session.

    Attributes:
        id: The id of who holds the token; also its ``participant_id`` unless it is a screen.
        role: What the seat may do; not the role that the person gave.
        is_taken: Whether they came into this session before; a token opens every session of its event.
        entered_by: The scribe who acts here for somebody without a device; None where people act for themselves.
    """

    id: str
    session_id: str
    role: SeatKind
    participant_id: str | None
    table_id: str | None
    display_name: str | None
    sector: str | None
    event_id: str = ""
    name_choice: str = "none"
    described_role: str | None = None
    is_taken: bool = True
    entered_by: str | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that this seat may read; each operation arrives on exactly one of them."""
        if self.role == "screen":
            return ("all", "screen")
        if self.role == "facilitator":
            return ("all", "facilitators", f"person:{self.id}")
        return ("all", f"person:{self.id}", *table_channels(self.table_id))


def table_channels(table_id: str | None) -> tuple[str, ...]:
    """The channel of a table; none where there is no table."""
    return (f"table:{table_id}",) if table_id else ()


def holder_of_token(db: Session, token: str | None) -> Holder:
    """The holder of this token.

    Raises:
        NotSignedIn: There is no such token, or it has ended.
    """
    found = _row(db, token, "")
    return Holder(id=found.id, kind=cast(SeatKind, found.kind), event_id=found.event_id, session_id=found.session_id)


def seat_in(db: Session, token: str | None, session_id: str) -> Seat:
    """The seat of this token in a session; where a scribe writes for somebody, the seat of that person.

    Raises:
        NotSignedIn: There is no such token, or it has ended.
        NotFound: It does not open this session, or there is no such session: the two look the same.
    """
    own, person_id = parted(token)
    found = _row(db, own, session_id)
    if found.session_id is not None and found.session_id != session_id:
        raise NotFound
    if person_id is not None:
        if not may_write_for(db, found.id, person_id, session_id):
            raise NotSignedIn
        return replace(seat_of_person(db, person_id, session_id), entered_by=found.id)
    is_taken = found.session_id is not None or found.arrived_at is not None
    if not is_taken and events().event_of(db, session_id) != found.event_id:
        raise NotFound
    return _seat(found, session_id, is_taken=is_taken)


def seat_of_person(db: Session, person_id: str, session_id: str) -> Seat:
    """The seat of somebody by their id, for what others do on their behalf; who may do that, is not asked here."""
    found = db.connection().execute(_BY_ID, {"id": person_id, "session": session_id}).one()
    return _seat(found, session_id, is_taken=found.arrived_at is not None)


def desk_of_token(db: Session, token: str | None) -> Seat:
    """The seat of a desk's or a screen's token, whose session is known by it.

    Raises:
        NotSignedIn: There is no such token, or it has ended.
        NotPermitted: It is a person's.
    """
    found = _row(db, token, "")
    if found.session_id is None:
        raise NotPermitted("Only somebody who leads the session can do this.")
    return _seat(found, found.session_id, is_taken=True)


def arrive(db: Session, seat: Seat, *, now: datetime) -> Seat:
    """Have somebody come into a session of their event, at the table given to them, or that of their last session."""
    if seat.is_taken:
        return seat
    return sit_down(db, seat, events().table_at_first(db, seat.session_id, seat.id, seat.sector), now=now)


def arrived_at(db: Session, seat: Seat) -> datetime | None:
    """When somebody came into a session; for a desk, when it was opened."""
    place = select(_place.c.arrived_at).filter_by(participant_id=seat.id, session_id=seat.session_id)
    found: datetime | None = db.scalar(place)
    return found or db.scalar(select(_person.c.joined_at).where(_person.c.id == seat.id))


def sit_down(db: Session, seat: Seat, table_id: str | None, *, now: datetime) -> Seat:
    """Give somebody a place in a session, at a table or at none; they may have come by another door meanwhile."""
    place = {"participant_id": seat.id, "session_id": seat.session_id}
    if not seat.is_taken:
        try:
            with db.begin_nested():
                db.execute(insert(_place).values(**place, table_id=table_id, arrived_at=now))
        except IntegrityError:
            table_id = db.scalar(select(_place.c.table_id).filter_by(**place))
    else:
        db.execute(update(_place).filter_by(**place).values(table_id=table_id))
        # Whoever leaves a table gives up what they did for it.
        elsewhere = TableDuty.table_id != table_id if table_id else true()
        db.execute(delete(TableDuty).filter_by(**place).where(elsewhere))
    keep_stay(db, seat.session_id, seat.id, table_id, now=now)
    tell_sitting(db, seat.session_id, now)
    return replace(seat, table_id=table_id, is_taken=True)


def tables_of_tokens(db: Session, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str | None]:
    """The table of each token in a session, in one query, for tokens that are still valid."""
    wanted = {one for one in asked if parted(one[0])[1] is None}
    spoken = {one: found for one in set(asked) - wanted if (found := _seat_or_none(db, *one))}
    by_hash = {token_hash(token): token for token, _session in wanted}
    sessions = {session_id for _token, session_id in wanted}
    rows = db.connection().execute(_STILL_OPEN, {"hashes": list(by_hash), "sessions": list(sessions)}).all()
    tables = {(by_hash[row.token_hash], row.session_id): row.table_id for row in rows}
    still_open = {token for token, _session in tables}
    own = {one: tables.get(one) for one in wanted if one[0] in still_open}
    return own | {one: found.table_id for one, found in spoken.items()}


def _seat_or_none(db: Session, token: str, session_id: str) -> Seat | None:
    try:
        return seat_in(db, token, session_id)
    except (NotSignedIn, NotFound):
        return None


# Built once: every event of every phone runs it.
_person, _place = table_of(Participant), table_of(SeatRow)
_STILL_OPEN = (
    select(_person.c.token_hash, _place.c.session_id, _place.c.table_id)
    .outerjoin(
        _place,
        (_place.c.participant_id == _person.c.id)
        & _place.c.session_id.in_(bindparam("sessions", expanding=True))
        & _place.c.table_id.is_not(None),
    )
    .where(_person.c.token_hash.in_(bindparam("hashes", expanding=True)), _person.c.revoked_at.is_(None))
)
_PLACED = select(_person, _place.c.table_id, _place.c.arrived_at).outerjoin(
    _place, (_place.c.participant_id == _person.c.id) & (_place.c.session_id == bindparam("session"))
)
_BY_TOKEN = _PLACED.where(_person.c.token_hash == bindparam("hash"))
_BY_ID = _PLACED.where(_person.c.id == bindparam("id"))


def _row(db: Session, token: str | None, session_id: str) -> Row[Any]:
    if not token:
        raise NotSignedIn()
    found = db.connection().execute(_BY_TOKEN, {"hash": token_hash(token), "session": session_id}).first()
    if found is None or found.revoked_at is not None:
        raise NotSignedIn()
    return found


def _seat(row: Row[Any], session_id: str, *, is_taken: bool) -> Seat:
    return Seat(
        id=row.id,
        session_id=session_id,
        event_id=row.event_id,
        role=cast(SeatKind, row.kind),
        participant_id=None if row.kind == "screen" else row.id,
        table_id=row.table_id,
        display_name=row.display_name,
        sector=row.sector,
        name_choice=row.name_choice,
        described_role=row.role,
        is_taken=is_taken,
    )
