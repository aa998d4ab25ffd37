"""Where people sat, and when: who may be heard on a sound is known by it, also after they have moved. None commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from retreat.database import table_of
from retreat.people.models import Participant, SeatStay
from retreat.people.queries import taken_out

_stay = table_of(SeatStay)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Somebody at one table for a while, at none where ``table_id`` is None; ``to_at`` is None while they are there."""

    participant_id: str
    table_id: str | None
    from_at: datetime
    to_at: datetime | None


def keep_stay(db: Session, session_id: str, participant_id: str, table_id: str | None, *, now: datetime) -> None:
    """Note where somebody sits from now on; nothing changes if they sit there already."""
    theirs = {"participant_id": participant_id, "session_id": session_id}
    last = db.execute(select(_stay).filter_by(**theirs).order_by(_stay.c.number.desc()).limit(1)).first()
    if last is not None and last.to_at is None and last.table_id == table_id:
        return
    number = 1 if last is None else last.number + 1
    if last is not None and last.to_at is None:
        db.execute(update(_stay).filter_by(**theirs, number=last.number).values(to_at=now))
    db.execute(insert(_stay).values(**theirs, number=number, table_id=table_id, from_at=now))


def stays_in(db: Session, session_id: str) -> Sequence[Stay]:
    """Everybody who ever sat in a session, by stay, until they moved or left; without people who were taken out."""
    rows = db.execute(
        select(SeatStay.participant_id, SeatStay.table_id, SeatStay.from_at, SeatStay.to_at, Participant.revoked_at)
        .join(Participant, Participant.id == SeatStay.participant_id)
        .where(SeatStay.session_id == session_id, SeatStay.participant_id.not_in(taken_out()))
        .order_by(SeatStay.from_at, SeatStay.participant_id)
    )
    return [
        Stay(
            participant_id=row.participant_id,
            table_id=row.table_id,
            from_at=row.from_at,
            to_at=min((at for at in (row.to_at, row.revoked_at) if at is not None), default=None),
        )
        for row in rows
    ]
