"""A first day with notes under two headings, and the morning's session, opened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from facilitation.operations import perform_batch
from facilitation.overnight.operations import add_heading, put_under
from retreat.clock import system_clock
from retreat.house import House
from retreat.ids import system_ids
from retreat.log.fields import Operation
from retreat.people.operations import Arrival, join
from retreat.programme.agenda.operations import set_day, take_in
from retreat.programme.agenda.written import WrittenDay
from retreat.programme.models import Event
from tests.browser.live_server import make_session

SAID = (
    ("Trust", "The heron came at noon."),
    ("Trust", "The otter was seen twice."),
    ("What the form can hold", "A wren built in the drain."),
    ("", "The swifts left in August."),
)


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """The first day's session, and the morning's: the event's letters lead there."""
    first = make_session(house, "brainstorm", state="writing")
    house.database.write(lambda db: _first_day(db, first))
    return {
        "first": first,
        "morning": make_session(house, "yesterday", state="writing", event_id=first["event"]),
    }


def _first_day(db: Session, first: dict[str, Any]) -> None:
    now, event_id = system_clock(), first["event"]
    ends = now.astimezone().date() + timedelta(days=1)
    db.execute(update(Event).where(Event.id == event_id).values(ends_on=ends, closes_at=now + timedelta(days=2)))
    set_day(db, event_id, 1, WrittenDay(starts_at=9 * 60), ids=system_ids)
    take_in(db, event_id, first["id"], day=1, minutes=60, ids=system_ids, clock=system_clock)
    yes = {"attend": True, "notes_kept": True}
    seat = join(db, first["letters"], Arrival(answers=yes, session=first["id"]), now=now, ids=system_ids).seat

    def act(kind: str, body: dict[str, Any]) -> str:
        target = system_ids()
        op = Operation(op_id=system_ids(), kind=kind, target_id=target, body=body)
        refused = perform_batch(db, seat, [op], now=now, ids=system_ids).refused
        assert not refused, refused
        return target

    headings: dict[str, str] = {}
    for heading, text in SAID:
        note = act("note.add", {"prompt_id": first["prompts"][0], "text": text, "share": "everyone"})
        if heading and heading not in headings:
            headings[heading] = add_heading(db, event_id, 1, heading, by=None, now=now, ids=system_ids)
        if heading:
            put_under(db, event_id, 1, [note], headings[heading])
    bulb = {"used": "Count the visits.", "now": "Ask what they were for.", "share": "everyone"}
    act("lightbulb.mark", bulb)
