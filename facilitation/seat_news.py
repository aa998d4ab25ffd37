"""Telling every phone of one person that something of theirs has changed: their answers, or where they sit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from retreat.ids import Ids
from retreat.log import store
from retreat.people.queries import sessions_of_person


def tell_changed(db: Session, participant_id: str, *, now: datetime, ids: Ids) -> list[str]:
    """Append to the log of each session they came into, on their own channel. Returns the sessions that have grown."""
    grown = []
    for session_id in sessions_of_person(db, participant_id):
        if not store.session_head(db, session_id):
            continue
        store.lock(db, session_id)
        channel = f"person:{participant_id}"
        store.append_own(db, session_id, "seat.changed", participant_id, channel, now=now, ids=ids)
        grown.append(session_id)
    return grown
