"""Events that were closed, and outcome narratives that were removed: both hold in a restored copy."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import from_text, to_text
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, Sieve, register, sift
from retreat.programme.models import Event
from retreat.programme.narratives.models import Narrative
from retreat.programme.narratives.operations import remove_narrative


def _collect_events(db: Session, _before: Lines) -> Lines:
    found = db.execute(select(Event.id, Event.closes_at, Event.closed_at))
    return [(row.id, to_text(row.closes_at), row.closed_at is not None) for row in found]


def _bury_events(db: Session, _house: House, lines: Lines) -> int:
    """They are due to close; whoever closes events finds them at once."""
    changed = 0
    for event_id, closes_at, is_closed in lines:
        event = db.get(Event, event_id) if is_closed else None
        if event is not None and event.closed_at is None:
            event.closes_at = min(event.closes_at, from_text(closes_at))
            changed += 1
    db.flush()
    return changed


def _collect_narratives(db: Session, _before: Lines) -> Lines:
    return [(one,) for one in db.scalars(select(Narrative.id).where(Narrative.erased_at.is_not(None)))]


def _bury_narratives(db: Session, house: House, lines: Lines) -> int:
    changed = 0
    for (narrative_id,) in lines:
        narrative = db.get(Narrative, narrative_id)
        if narrative is not None and narrative.erased_at is None:
            remove_narrative(db, narrative.programme_id, narrative_id, now=house.clock(), ids=house.ids)
            changed += 1
    return changed


def _blank(lines: Lines) -> dict[str, Sieve]:
    ids = {line[0] for line in lines}

    def text(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "title": "", "text": "", "lines": "[]"} if row["narrative_id"] in ids else row

    return {"narrative_text": text}


register(Kind(name="events", called="events that were closed", collect=_collect_events, bury=_bury_events))
register(
    Kind(name="narratives", called="outcome narratives removed", collect=_collect_narratives, bury=_bury_narratives)
)
sift("narratives", _blank)
