"""Today's plan as participants see it: times and titles, nothing of the team's own."""

from __future__ import annotations

from flask import Response, jsonify

from facilitation.pages.day import Person, person_here
from facilitation.pages.phone import come_in
from retreat.errors import NotSignedIn
from retreat.programme.agenda.laying import clock_words
from retreat.programme.agenda.queries import going_today
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, unkept


@seat
def todays_plan(event_id: str) -> Response:
    """What is planned today; without an agenda, the sessions that are still to come."""
    person = person_here(event_id)
    if person is None:
        return come_in()
    return page("phone/plan.html", event=person.event, lines=_lines(person))


@seat
def plan_lines(event_id: str) -> Response:
    """The same for a phone that everyone was sent to it on: ``[{"at", "title", "state"}]``."""
    person = person_here(event_id)
    if person is None:
        raise NotSignedIn
    return unkept(jsonify(_lines(person)))


def _lines(person: Person) -> list[dict[str, str]]:
    here = house()
    with here.database.read() as db:
        found = going_today(db, person.event.id, now=here.clock())
    if found is None:
        states = {"open": "now", "planned": "later"}
        return [
            {"at": "", "title": one.title, "state": states[one.state]}
            for one in person.event.sessions
            if one.state in states
        ]
    return [
        {"at": clock_words(line.expected[0]), "title": line.slot.title, "state": line.state}
        for line in found.going.lines
        if line.expected and line.state not in ("dropped", "done", "passed")
    ]
