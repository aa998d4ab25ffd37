"""Events that were closed, outcome narratives that were removed or went back: all hold in a restored copy."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import from_text, to_text
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, Sieve, register, sift
from retreat.programme.models import Event
from retreat.programme.narratives.models import Narrative, NarrativeText
from retreat.programme.narratives.operations import remove_narrative
from retreat.programme.narratives.returned import kept_words
from retreat.programme.narratives.returning import return_narrative


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

    def narrative(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "chosen_by": "", "chosen_because": ""} if row["id"] in ids else row

    return {"narrative_text": text, "narrative": narrative}


def _collect_returned(db: Session, _before: Lines) -> Lines:
    """What stays of each wording goes with it: a backup may be older than the partner's approval."""
    gone = Narrative.returned_at.is_not(None), Narrative.erased_at.is_(None)
    rows = db.execute(
        select(Narrative.id, Narrative.returned_at, NarrativeText.id, NarrativeText.approved)
        .join(NarrativeText, NarrativeText.narrative_id == Narrative.id)
        .where(*gone)
        .order_by(Narrative.id, NarrativeText.number)
    )
    found: dict[str, tuple[str, str, list[Any]]] = {}
    for narrative_id, at, text_id, approved in rows:
        back = "" if at is None else to_text(at)
        found.setdefault(narrative_id, (narrative_id, back, []))[2].append([text_id, approved])
    return list(found.values())


def _bury_returned(db: Session, house: House, lines: Lines) -> int:
    changed = 0
    for narrative_id, at, texts in lines:
        narrative = db.get(Narrative, narrative_id)
        if narrative is None or narrative.erased_at is not None or narrative.returned_at is not None:
            continue
        stays = dict(texts)
        for row in db.scalars(select(NarrativeText).where(NarrativeText.narrative_id == narrative_id)):
            row.approved = stays.get(row.id, [])
        db.flush()
        return_narrative(db, narrative, now=house.clock(), ids=house.ids, at=from_text(at))
        changed += 1
    return changed


def _without_returned(lines: Lines) -> dict[str, Sieve]:
    stays = {text_id: approved for _narrative_id, _at, texts in lines for text_id, approved in texts}
    ids = {line[0] for line in lines}

    def text(row: dict[str, Any]) -> dict[str, Any]:
        here = row["narrative_id"] in ids
        return {**row, "text": kept_words(row["text"], stays.get(row["id"], []))} if here else row

    return {"narrative_text": text}


register(Kind(name="events", called="events that were closed", collect=_collect_events, bury=_bury_events))
register(
    Kind(name="narratives", called="outcome narratives removed", collect=_collect_narratives, bury=_bury_narratives)
)
sift("narratives", _blank)
register(
    Kind(
        name="narratives_returned",
        called="outcome narratives returned to a partner",
        collect=_collect_returned,
        bury=_bury_returned,
    )
)
sift("narratives_returned", _without_returned)
