"""A day on paper: for the wall, and for the team."""

from __future__ import annotations

from flask import Response

from retreat.errors import NotFound
from retreat.programme.agenda.laying import RESTS, clock_words
from retreat.programme.agenda.pages import shown_of
from retreat.programme.agenda.queries import steps_of
from retreat.web.house import house
from retreat.web.pages import page


def day_sheet(event_id: str, day: int) -> Response:
    """Times and titles, large, for the wall; what was dropped and spare time are left out."""
    return _sheet("programme/agenda/day_sheet.html", event_id, day)


def running_sheet(event_id: str, day: int) -> Response:
    """For the team: minutes, who, where, what to bring, and each step with its prompts."""
    return _sheet("programme/agenda/running_sheet.html", event_id, day)


def _sheet(template: str, event_id: str, day: int) -> Response:
    with house().database.read() as db:
        shown = shown_of(db, event_id)
        found = next((one for one in shown.agenda.days if one.day == day), None)
        if found is None:
            raise NotFound("The event has no such day.")
        steps = steps_of(db, [item.session_id for item in found.items if item.session_id])
    return page(
        template, event=shown.event, day=found, days=shown.agenda.days, steps=steps, clock=clock_words, rests=RESTS
    )  # fmt: skip
