"""A rehearsal's own programme, in its own empty data folder: the same plan, an invented narrative, and one account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from retreat.house import House
from retreat.people.models import Staff
from retreat.people.operations import facilitator_token
from retreat.people.ports import first_account_made
from retreat.programme.agenda.operations import add_item, set_day
from retreat.programme.agenda.written import Written, WrittenDay
from retreat.programme.catalogue import Offer
from retreat.programme.narratives.invented import add_invented
from retreat.programme.narratives.operations import (
    Written as Account,
)
from retreat.programme.narratives.operations import (
    choose_narratives,
)
from retreat.programme.operations import create_event, create_programme, create_session
from retreat.programme.queries import SessionView
from retreat.programme.steps import Step, step_of

STAFF_ID = "rehearsal"
ACCOUNT = (
    "Each morning he asked when the bus would come.\nThe form had no place for that.\n\n"
    "In May a neighbour drove him.\nSince then he has not asked again, and nobody has written down why."
)
_NOTHING = Offer(activities={}, own=frozenset(), unreadable=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Template:
    """A planned session as ``create_session`` takes it."""

    key: str
    name: str
    attribution_ceiling: str
    steps: Sequence[Step]
    audio: bool = True


def lay_out(house: House, plan: Mapping[str, Any]) -> dict[str, Any]:
    """Plan it all; what guests need to come in, and a desk's token for each session, in their order."""

    def write(db: Session) -> dict[str, Any]:
        now, ids = house.clock(), house.ids
        programme_id = create_programme(db, title="Rehearsal", now=now, ids=ids)
        staff = {"name": "Rehearsal", "email": STAFF_ID, "password_hash": "-", "role": "facilitator"}
        db.add(Staff(id=STAFF_ID, **staff, created_at=now, disabled_at=None))
        db.flush()
        first_account_made(db, STAFF_ID, now)
        today = now.astimezone().date()
        event_id = create_event(
            db,
            programme_id=programme_id,
            title=plan["title"],
            kind=plan["kind"],
            starts_on=today,
            ends_on=today + timedelta(days=plan["days"] - 1),
            place=plan["place"],
            now=now,
            ids=ids,
        )
        made = {one["id"]: _session(db, house, event_id, one) for one in plan["sessions"]}
        for day in plan["agenda"]:
            _day(db, house, event_id, day, made)
        return {
            "event_id": event_id,
            "join_pass": next(iter(made.values())).join_pass if made else "",
            "sectors": plan["sectors"],
            "sessions": [
                {
                    "id": view.id,
                    "title": view.title,
                    "tables": [] if view.tables_given else [table.number for table in view.tables],
                    "desk": facilitator_token(db, view.id, now=now, ids=ids),
                    "rounds": [[each.id, each.step.as_json()] for each in view.rounds],
                }
                for view in made.values()
            ],
        }

    return house.database.write(write)


def _session(db: Session, house: House, event_id: str, one: Mapping[str, Any]) -> SessionView:
    template = _Template(
        key=one["key"],
        name=one["name"],
        attribution_ceiling=one["attribution_ceiling"],
        steps=tuple(map(step_of, one["steps"])),
    )
    view = create_session(
        db,
        event_id=event_id,
        title=one["title"],
        template=template,
        by=STAFF_ID,
        clock=house.clock,
        ids=house.ids,
        tables=one["tables"],
        tables_given=one["tables_given"],
        without_sound=one["without_sound"],
        quiet_table=one["quiet_table"] if one["tables"] > 1 else None,
    )
    for each in view.rounds:
        if each.step.interaction == "read":
            _choose_an_account(db, house, view, each.id)
    return view


def _choose_an_account(db: Session, house: House, view: SessionView, round_id: str) -> None:
    """The accounts of the real programme stay there: in a rehearsal people read an invented one."""
    now = house.clock()
    account = Account(title="An invented account", text=ACCOUNT)
    _id, text_id = add_invented(db, view.programme_id, account, now=now, ids=house.ids)
    choose_narratives(db, view.id, round_id, {"": text_id}, by=None, now=now, ids=house.ids)


def _day(db: Session, house: House, event_id: str, day: Mapping[str, Any], made: Mapping[str, SessionView]) -> None:
    written = WrittenDay(starts_at=day["starts_at"], ends_at=day["ends_at"], notes=day["notes"])
    set_day(db, event_id, day["day"], written, ids=house.ids)
    for item in day["items"]:
        line = {name: value for name, value in item.items() if name != "session_id"}
        session = made.get(item["session_id"] or "")
        add_item(
            db,
            event_id,
            day["day"],
            Written(**line),
            offer=_NOTHING,
            by=STAFF_ID,
            clock=house.clock,
            ids=house.ids,
            session_id=session.id if session else None,
        )
