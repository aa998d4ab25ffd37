"""The scribe's own phone: choosing for whom to write, and adding people without a device to their table."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, request
from sqlalchemy.orm import Session

from facilitation.pages.phone import come_in
from facilitation.scribes.asking import arrival_in, unanswered
from facilitation.scribes.speaking import called, choose
from facilitation.seat_cookie import token_for
from facilitation.seat_news import tell_changed
from retreat.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from retreat.people.access import Seat, seat_in
from retreat.people.door import count_wrong_letters
from retreat.people.spoken_for.rule import may_write_for, scribe_of, still_here, written_for_by
from retreat.people.spoken_for.slips import (
    add_person,
    person_with_slip,
    seat_person,
    slip_of,
    spaced_slip,
)
from retreat.programme.members import members_of
from retreat.programme.queries import event_view, sectors_of_event, session_view
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

NOT_THE_SCRIBE = "Only the scribe of a table can do this. You can become its scribe on the page of your table."
ASKED_MAX = 50
ENDED = "This session has ended, so nobody can be added."


@seat
def write_for(session_id: str) -> Response:
    """From now on, this phone writes for one of the scribe's people, or for its own person again."""
    token, person_id = token_for(session_id), request.form.get("person", "")
    try:
        with house().database.read() as db:
            may = not person_id or may_write_for(db, seat_in(db, token, session_id).id, person_id, session_id)
    except (NotSignedIn, NotFound):
        return come_in()
    if not may:
        raise NotPermitted("You do not write for this person. Please ask the facilitators.")
    choose(session_id, person_id or None)
    return see_other(f"/s/{session_id}")


@seat
def who_is_here(session_id: str) -> Response:
    """Who of those for whom this phone wrote is still at the event, so that it forgets what is left of others."""
    asked = request.args.getlist("of")[:ASKED_MAX]
    with house().database.read() as db:
        found = seat_in(db, token_for(session_id), session_id)
        return unkept(jsonify({"here": still_here(db, found.event_id, asked)}))


@seat
def people_page(session_id: str) -> Response:
    """Everybody for whom the scribe writes, and the form for somebody new."""
    return _page(session_id)


@seat
def add_to_table(session_id: str) -> Response:
    """Somebody without a device is at the scribe's table, with the answers that they gave aloud."""
    here, form, token = house(), request.form, token_for(session_id)
    errors = unanswered(form)
    if errors:
        return _page(session_id, 422, errors=errors)

    def add(db: Session) -> tuple[str, list[str]]:
        scribe = _scribe(db, token, session_id)
        arrival = arrival_in(form, session_id=session_id, table=scribe.table_id, entered_by=scribe.id)
        person = add_person(db, scribe.event_id, arrival, now=here.clock(), ids=here.ids)
        return person.id, tell_changed(db, scribe.id, now=here.clock(), ids=here.ids)

    try:
        person_id, grown = here.database.write(add)
    except (NotSignedIn, NotFound):
        return come_in()
    except InvalidInput as error:
        return _page(session_id, error.status, errors=dict.fromkeys(error.fields, error.tell), wrong=error.tell)
    for one in grown:
        here.nudge(one)
    return see_other(f"/s/{session_id}/people/{person_id}")


@seat
def bring_to_table(session_id: str) -> Response:
    """Somebody who has a slip from earlier sits at the scribe's table now."""
    here, token, typed = house(), token_for(session_id), request.form.get("slip", "")[:64]

    def bring(db: Session) -> list[str]:
        scribe = _scribe(db, token, session_id)
        person_id = person_with_slip(db, scribe.event_id, typed)
        seat_person(db, person_id, session_id, scribe.table_id, now=here.clock())
        both = (scribe.id, person_id)
        return [grown for one in both for grown in tell_changed(db, one, now=here.clock(), ids=here.ids)]

    try:
        for grown in set(here.database.write(bring)):
            here.nudge(grown)
    except NotSignedIn:
        return come_in()
    except NotFound as error:
        if "slip" not in error.fields:
            return come_in()
        count_wrong_letters()
        return _page(session_id, error.status, errors={"slip": error.tell})
    except InvalidInput as error:
        return _page(session_id, error.status, wrong=error.tell)
    flash("They are at your table now.", "good brought")
    return see_other(f"/s/{session_id}/people")


@seat
def slip_page(session_id: str, person_id: str) -> Response:
    """The slip of somebody for whom the scribe writes, to read out, copy or print."""
    try:
        with house().database.read() as db:
            scribe = seat_in(db, token_for(session_id), session_id)
            if not may_write_for(db, scribe.id, person_id, session_id):
                raise NotFound
            told = slip_told(db, scribe.event_id, person_id)
    except NotSignedIn:
        return come_in()
    return unkept(page("phone/slip.html", **told, back=f"/s/{session_id}/people"))


def slip_told(db: Session, event_id: str, person_id: str) -> dict[str, Any]:
    """What is on a slip.

    Raises:
        NotFound: There is no such slip at this event.
    """
    event, slip = event_view(db, event_id), slip_of(db, event_id, person_id)
    leads = [one.name for one in members_of(db, event.programme_id) if one.role == "lead"]
    return {"event": event, "slip": slip, "number": spaced_slip(slip.number), "leads": leads}


def _scribe(db: Session, token: str | None, session_id: str) -> Seat:
    """The seat of the scribe who asks.

    Raises:
        NotSignedIn, NotFound: They have no seat here.
        NotPermitted: They are not the scribe of their table.
        InvalidInput: The session has ended.
    """
    found = seat_in(db, token, session_id)
    if found.table_id is None or scribe_of(db, found.table_id) != found.id:
        raise NotPermitted(NOT_THE_SCRIBE)
    if session_view(db, session_id).state == "ended":
        raise InvalidInput(ENDED)
    return found


def _page(session_id: str, status: int = 200, **said: Any) -> Response:
    try:
        with house().database.read() as db:
            found = seat_in(db, token_for(session_id), session_id)
            people = written_for_by(db, found.id, session_id)
            is_scribe = found.table_id is not None and scribe_of(db, found.table_id) == found.id
            if not is_scribe and not people:
                raise NotPermitted(NOT_THE_SCRIBE)
            meeting, sectors = session_view(db, session_id), sectors_of_event(db, found.event_id)
    except (NotSignedIn, NotFound):
        return come_in()
    told = {"errors": {}, "wrong": "", **said}
    table = next((one.name for one in meeting.tables if one.id == found.table_id), "")
    lines = [(one, called(one), spaced_slip(one.slip)) for one in people]
    form = request.form
    return unkept(
        page(
            "phone/people.html",
            status,
            meeting=meeting,
            sectors=sectors,
            people=lines,
            table=table,
            is_scribe=is_scribe,
            form=form,
            **told,
        )
    )
