"""What the desk's page shows beside the board: care and memos."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from retreat.consent.gate import StaffReader
from retreat.log.care.contacts import contacts_of
from retreat.log.care.held import held_in, kept_away_in
from retreat.log.care.requests import requests_in
from retreat.log.memos.operations import MAX_CHARS
from retreat.log.memos.queries import memos_in
from retreat.people.guard import this_staff
from retreat.web.house import house


def beside(db: Session, session_id: str, event_id: str) -> dict[str, Any]:
    """Everything that the templates of these parts need, as far as whoever is signed in may read it."""
    return {
        "session_id": session_id,
        "event_id": event_id,
        "asked": requests_in(db, session_id),
        "held": held_in(db, session_id),
        "kept_away": kept_away_in(db, session_id),
        "contacts": contacts_of(db, event_id),
        "memos": memos_in(db, StaffReader(staff_id=this_staff().staff_id), session_id),
        "memo_max_chars": MAX_CHARS,
        "memo_id": house().ids(),
        "now": house().clock(),
    }
