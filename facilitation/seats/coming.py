"""What the desk learns of people who are coming in: how many have got how far, and how many seem to be stuck."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.people.arriving.openings import door_of
from retreat.programme.models import DialogueSession


def arriving(db: Session, session_id: str, *, now: datetime) -> dict[str, Any]:
    """``{"door": {"scanned", "answered", "at_table", "stuck_at_door", "stuck_without_table"}, "has_tables"}``."""
    row = db.execute(
        select(DialogueSession.event_id, DialogueSession.tables_open).where(DialogueSession.id == session_id)
    ).first()
    if row is None:
        return {}
    door = door_of(db, row.event_id, session_id, now=now, has_tables=row.tables_open)
    return {"door": asdict(door), "has_tables": row.tables_open}
