"""The session of the evening: every step in which people do something, a desk and screens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from facilitation.activities import load_catalogue
from facilitation.operations import open_session
from retreat.house import House
from retreat.log.fields import SHARES
from retreat.people.access import desk_of_token
from retreat.people.operations import facilitator_token
from retreat.programme.narratives.invented import add_invented
from retreat.programme.narratives.operations import Written, choose_narratives
from retreat.programme.operations import TABLES_MAX, add_default_event, create_session
from retreat.programme.queries import SessionView
from retreat.programme.steps import Step

DOTS_EACH = 5
DOTS_MANY = 200
PEOPLE_AT_A_TABLE = 8
ACCOUNT = (
    "Each morning he asked when the bus would come.\nThe form had no place for that.\nIn May a neighbour drove him."
)


def lay_out(house: House, *, phones: int, screens: int) -> dict[str, Any]:
    """Plan the session and open it; its first step is open; the desk opens the others later."""

    def write(db: Session) -> dict[str, Any]:
        now = house.clock()
        tables = min(max(1, phones // PEOPLE_AT_A_TABLE), TABLES_MAX)
        view = create_session(
            db,
            event_id=add_default_event(db, title="", clock=house.clock, ids=house.ids),
            title="",
            template=replace(load_catalogue()["brainstorm"], steps=_steps()),
            by=None,
            clock=house.clock,
            ids=house.ids,
            tables=tables,
        )
        _choose_an_account(db, house, view)
        kinds = ["facilitator"] + ["screen"] * screens
        tokens = [facilitator_token(db, view.id, now=now, ids=house.ids, kind=kind) for kind in kinds]  # type: ignore[arg-type]
        open_session(db, desk_of_token(db, tokens[0]), now=now, ids=house.ids)
        return {
            "session_id": view.id,
            "join_pass": view.join_pass,
            "tables": tables,
            "desk": tokens[0],
            "screens": tokens[1:],
            "rounds": [[each.id, each.step.as_json()] for each in view.rounds],
        }

    return house.database.write(write)


def _steps() -> tuple[Step, ...]:
    """First a step for the bursts, whose dots are counted; then each sort of step in which people do something.

    One of a sort is enough: others would differ in their words alone.
    """
    every = [step for one in load_catalogue().values() for step in one.steps if step.who["participants"] == "do"]
    notes = next(step for step in every if step.interaction == "notes")
    sorts: dict[object, Step] = {}
    for step in every:
        sorts.setdefault((step.interaction, *sorted(step.options), str(step.options.get("offers"))), step)
    others = [step for step in sorts.values() if step.interaction != "notes"]
    found = [
        replace(notes, vote_budget=DOTS_EACH),
        *(replace(step, vote_budget=DOTS_MANY) for step in (notes, *others)),
    ]
    return tuple(replace(step.untimed(), shares=SHARES, who={**step.who, "tables": "bring"}) for step in found)


def _choose_an_account(db: Session, house: House, view: SessionView) -> None:
    """A step in which people read has something to read."""
    now = house.clock()
    for each in view.rounds:
        if each.step.interaction == "read":
            written = Written(title="An account", text=ACCOUNT)
            _id, text_id = add_invented(db, view.programme_id, written, now=now, ids=house.ids)
            choose_narratives(db, view.id, each.id, {"": text_id}, by=None, now=now, ids=house.ids)
