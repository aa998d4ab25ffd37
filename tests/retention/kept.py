"""A destruction that somebody has confirmed, and that nobody has begun."""

from __future__ import annotations

from sqlalchemy.orm import Session

from retreat.consent.retention.models import Destruction
from retreat.ids import system_ids
from tests.support.clock import HandClock
from tests.support.meeting import Meeting


def keep_destruction(db: Session, programme_id: str, meeting: Meeting, clock: HandClock) -> str:
    """Of the sound of a meeting's event; its id."""
    row = Destruction(id=system_ids(), number="ABCDEFGHJKMN", programme_id=programme_id, event_id=meeting.event_id)
    row.kind, row.ended_on, row.confirmed_at = "sound", clock().date(), clock()
    row.counted, row.found = {"sounds": 2}, {}
    db.add(row)
    return row.id
