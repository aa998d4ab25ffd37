"""Whom the team of an event phones when somebody is in danger or tells of harm. Never invented."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from retreat.errors import InvalidInput
from retreat.log.care.models import CareContacts

MAX_CHARS = 1_000


def contacts_of(db: Session, event_id: str) -> str:
    """What the lead wrote down, a line for each; empty where nobody has."""
    row = db.get(CareContacts, event_id)
    return row.text if row is not None else ""


def keep_contacts(db: Session, event_id: str, text: str, *, now: datetime) -> None:
    """Replace what is written down for an event.

    Raises:
        InvalidInput: It is too long for a card that is read in a hurry.
    """
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    if len(lines) > MAX_CHARS:
        says = f"Please keep this to {MAX_CHARS:,} characters. It is read in a hurry."
        raise InvalidInput(says, fields={"contacts": says})
    row = db.get(CareContacts, event_id)
    if row is None:
        row = CareContacts(event_id=event_id)
        db.add(row)
    row.text, row.at = lines, now
    db.flush()
