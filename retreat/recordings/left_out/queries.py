"""What people are told of stretches that are left out: which, never who asked, nor who has not lifted them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.people.access import Seat
from retreat.programme.models import TableGroup
from retreat.recordings.left_out.models import LeftOut, LeftOutPerson
from retreat.recordings.left_out.stretches import is_final


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A stretch as people are told of it.

    Attributes:
        state: ``out`` while it can be lifted, ``stays`` once everybody has lifted it, ``step`` while
            it is a step's that is planned without a recording, ``erased`` after the event.
        mine: Whether the reader has lifted it; None for somebody who was not there.
    """

    id: str
    table: str | None
    from_at: datetime
    to_at: datetime
    state: str
    mine: bool | None = None


def left_out_in(db: Session, session_id: str) -> list[Told]:
    """Every stretch of a session, for people who read its record."""
    return [_told(one, table, is_over) for one, table, is_over in _rows(db, session_id)]


def left_out_at(db: Session, seat: Seat) -> Sequence[Told]:
    """The stretches that concern somebody: at which they were, or that are of their table."""
    theirs = dict(
        db.execute(
            select(LeftOutPerson.left_out_id, LeftOutPerson.lifted_at).where(LeftOutPerson.participant_id == seat.id)
        )
        .tuples()
        .all()
    )
    return [
        _told(one, table, is_over, mine=(theirs[one.id] is not None) if one.id in theirs else None)
        for one, table, is_over in _rows(db, seat.session_id)
        if one.id in theirs or one.table_id in (None, seat.table_id)
    ]


def _rows(db: Session, session_id: str) -> Sequence[tuple[LeftOut, str | None, bool]]:
    return [
        (one, table, bool(is_over))
        for one, table, is_over in db.execute(
            select(LeftOut, TableGroup.name, is_final())
            .outerjoin(TableGroup, TableGroup.id == LeftOut.table_id)
            .where(LeftOut.session_id == session_id, LeftOut.undone_at.is_(None))
            .order_by(LeftOut.from_at, LeftOut.id)
        )
    ]


def _told(one: LeftOut, table: str | None, is_over: bool, mine: bool | None = None) -> Told:
    state = "stays" if one.lifted_at is not None else "erased" if is_over else "step" if one.round_id else "out"
    # A step that is still open has no end yet.
    to_at = one.from_at if one.round_id and one.to_at - one.from_at > timedelta(days=1) else one.to_at
    return Told(id=one.id, table=table, from_at=one.from_at, to_at=to_at, state=state, mine=mine)
