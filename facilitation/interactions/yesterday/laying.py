"""The headings of the evening, laid out when a step opens, and what the desk and the wall show under them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.yesterday.models import YesterdayPart
from facilitation.overnight.morning import day_before, for_session
from facilitation.overnight.queries import headings_of
from retreat.ids import system_ids


def opening(db: Session, session_id: str, round_id: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    """What is laid out as a step opens: every heading that does not lie in this session already."""
    found = day_before(db, session_id)
    if found is None:
        return []
    there = select(YesterdayPart.place).where(YesterdayPart.session_id == session_id, YesterdayPart.stance == "head")
    known = set(db.scalars(there))
    return [
        ("yesterday.head", system_ids(), {"round_id": round_id, "text": one.title, "overnight_id": one.id})
        for one in headings_of(db, *found)
        if one.id not in known
    ]


def is_prepared(db: Session, session_id: str, _round_id: str) -> bool:
    """Whether the team has made a heading overnight."""
    found = day_before(db, session_id)
    return found is not None and bool(headings_of(db, *found))


def for_desk(db: Session, session_id: str, _round_id: str) -> dict[str, Any]:
    """What the room sees of the day before, as the wall shows it."""
    return for_session(db, session_id)
