"""A day that can be run with no machine at all: questions, instructions, note sheets and consent slips on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response

from facilitation.activities.field_words import called
from retreat.errors import NotFound
from retreat.people.guard import right_required
from retreat.programme.agenda.laying import clock_words
from retreat.programme.agenda.pages import shown_of
from retreat.programme.agenda.queries import steps_of
from retreat.programme.queries import sectors_of_event
from retreat.programme.steps import GROUPS, Step
from retreat.web.house import house
from retreat.web.pages import page

# What goes with every step, or cannot be laid out on a table.
_NOT_ON_PAPER = frozenset({"signals", "locks"})
SLIPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Something that a step lists, to be cut out and laid on the table."""

    name: str
    label: str
    texts: tuple[str, ...]


@right_required("leads")
def day_pack(event_id: str, day: int) -> Response:
    """Everything to print for one day, a sheet of paper for each thing."""
    with house().database.read() as db:
        shown = shown_of(db, event_id)
        found = next((one for one in shown.agenda.days if one.day == day), None)
        if found is None:
            raise NotFound("The event has no such day.")
        lines = [item for item in found.items if item.session_id and not item.is_dropped]
        steps = steps_of(db, [str(item.session_id) for item in lines])
        sectors = sectors_of_event(db, event_id)
    return page(
        "programme/agenda/pack.html",
        event=shown.event,
        day=found,
        lines=[(item, [(step, cards_of(step)) for step in steps.get(str(item.session_id), [])]) for item in lines],
        groups=GROUPS,
        sectors=sectors,
        slips=SLIPS,
        clock=clock_words,
    )


def cards_of(step: Step) -> tuple[Cards, ...]:
    """What a step lists, such as the cards on a line and its two ends, and the seats to speak from."""
    options: Mapping[str, object] = {
        name: value for name, value in step.options.items() if name not in _NOT_ON_PAPER
    } | ({"speaking_as": step.speaking_as} if step.speaking_as else {})
    return tuple(
        Cards(name=name, label=called(name) if name == "speaking_as" else called(f"options.{name}"), texts=texts)
        for name, value in options.items()
        if isinstance(value, list | tuple) and (texts := tuple(one for one in value if isinstance(one, str)))
    )
