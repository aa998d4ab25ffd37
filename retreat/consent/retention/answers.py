"""Answers and names: how many people are still known at an event, and how that ends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from retreat.consent.models import ConsentAnswer
from retreat.consent.retention.periods import ANSWERS
from retreat.consent.retention.ports import Stock, register_stock
from retreat.database.erasing import ask_to_purge
from retreat.people.models import Participant


def _people(db: Session, event_id: str) -> int:
    """Those who have answered anything, or have said anything about themselves."""
    row = Participant
    told = (row.display_name, row.sector, row.role, row.slip)
    is_known = or_(*(column.is_not(None) for column in told), row.id.in_(select(ConsentAnswer.participant_id)))
    asked = select(func.count()).select_from(row)
    return db.scalar(asked.where(row.event_id == event_id, row.kind == "participant", is_known)) or 0


def forget(db: Session, event_id: str, *, now: datetime) -> None:
    """Delete every answer, and what could still tell one person from another; nobody comes in again."""
    row = Participant
    people = (row.event_id == event_id, row.kind == "participant")
    db.execute(
        delete(ConsentAnswer)
        .where(ConsentAnswer.participant_id.in_(select(row.id).where(*people)))
        .execution_options(synchronize_session=False)
    )
    for which, values in (
        ((), {"slip": None, "browser": None, "joined_from": None}),
        ((row.revoked_at.is_(None),), {"revoked_at": now}),
    ):
        update_them = update(row).where(*people, *which).values(**values)
        db.execute(update_them.execution_options(synchronize_session=False))
    ask_to_purge(db, now=now, tables={"consent_answer", "participant"})


register_stock(Stock(name="people", kind=ANSWERS, one="person with answers", many="people with answers", count=_people))
