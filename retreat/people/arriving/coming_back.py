"""Who was heard again after this machine went on from a copy, and of whom nothing was heard yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.people.models import CameBack, Participant, SeatRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Somebody who was in a session when a copy was made; ``is_back``: whether anything was heard of them since."""

    name: str | None
    table_id: str | None
    is_back: bool


def note_back(
    db: Session, participant_id: str, *, since: datetime, now: datetime, heard_at: datetime | None = None
) -> None:
    """A device was heard again, on a machine that goes on from a copy ``since`` some moment.

    The first time counts, and the latest moment that the device remembers.
    """
    row = db.get(CameBack, participant_id)
    if row is None:
        row = CameBack(participant_id=participant_id, back_at=now, heard_at=None)
        db.add(row)
    if row.back_at < since:  # of an earlier hand-over
        row.back_at, row.heard_at = now, None
    if heard_at is not None:
        row.heard_at = max(row.heard_at or heard_at, heard_at)
    db.flush()


def devices(db: Session, session_id: str, *, since: datetime) -> Sequence[Device]:
    """Everybody who was in a session when a copy was made, by name; ``since``: when this machine went on from it.

    People without a device of their own are not waited for.
    """
    back = (CameBack.participant_id == Participant.id) & (CameBack.back_at >= since)
    rows = db.execute(
        select(Participant.display_name, SeatRow.table_id, CameBack.back_at)
        .join(SeatRow, SeatRow.participant_id == Participant.id)
        .outerjoin(CameBack, back)
        .where(
            SeatRow.session_id == session_id,
            Participant.kind == "participant",
            Participant.revoked_at.is_(None),
            Participant.joined_at < since,
            Participant.slip.is_(None),
        )
        .order_by(Participant.display_name, Participant.id)
    )
    return [Device(name=name, table_id=table_id, is_back=at is not None) for name, table_id, at in rows]


def last_heard(db: Session, *, since: datetime) -> datetime | None:
    """The latest moment at which any device says that it heard the earlier machine."""
    return db.scalar(select(func.max(CameBack.heard_at)).where(CameBack.back_at >= since))
