"""The way in: letters, then one page with two questions; or one's own link. Every step is a plain form."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request, session
from sqlalchemy.orm import Session

from facilitation.access.operations import Asked, keep_needs, read_needs
from facilitation.access.words import EASY_NEEDS, NEEDS
from facilitation.easy_words import wants_easy_words
from facilitation.seat_cookie import hand_new_token, tokens_held
from facilitation.seats.browser import (
    hold_extra_place,
    know_browser,
    let_go_of_extra_place,
    note_answered,
    note_opening,
    place_at,
    whence,
)
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.errors import Gone, InvalidInput, NotFound, NotPermitted, NotSignedIn, RetreatError
from retreat.people.access import holder_of_token
from retreat.people.door import count_wrong_letters, open_door
from retreat.people.operations import ENDED_LETTERS, NOTHING_YET, Arrival, Joined, join_event
from retreat.people.places import come_back as bring_back
from retreat.people.places import extra_place
from retreat.programme.events import is_open, session_now
from retreat.programme.queries import (
    EventView,
    SessionView,
    event_view,
    sectors_of_event,
    session_view,
    titles_of_events,
)
from retreat.web.guard import public
from retreat.web.house import house
from retreat.web.pages import page, see_other

_DOORS = "doors"
# What somebody has answered so far of the door in easy words.
EASY_ANSWERS = "easy_door"
DOORS_MAX = 4
NAME_CHOICES = ("none", "chosen", "own")
WRONG_LINK = (
    "This link does not work. Check that you have the whole of it or, while the event is on, come in with the code "
    "on the screen."
)


@public
def landing() -> Response:
    """The letters, for whoever has no camera at hand; and the events that this phone knows."""
    return _letters()


@public
def letters_page() -> Response:
    """Where the picture on the wall leads; its letters are in the part of the address that browsers do not send."""
    return _letters()


@public
def enter_letters() -> Response:
    """Right letters open the door of their event."""
    typed = request.form.get("join_pass", "")[:64]
    try:
        event_id = open_door(typed)
    except RetreatError as error:
        return _letters(error.status, wrong=error.tell, code=error.code, letters=typed)
    know_browser()
    doors = [door for door in session.get(_DOORS, []) if door != event_id]
    session[_DOORS] = [*doors, event_id][-DOORS_MAX:]
    house().database.write(lambda db: note_opening(db, event_id))
    return see_other(f"/join/{event_id}")


@public
def door_page(event_id: str) -> Response:
    """Two questions with equal answers, a name if wanted, a sector; one at a time for who wants easy words."""
    elsewhere = turned_away(event_id)
    if elsewhere is None and wants_easy_words() and "all" not in request.args:
        return see_other(f"/join/{event_id}/easy")
    return elsewhere or _door(event_id)


@public
def go_in(event_id: str) -> Response:
    """Come to the event with the answers given."""
    elsewhere = turned_away(event_id)
    if elsewhere is not None:
        return elsewhere
    here = house()
    errors = _unanswered()
    if errors:
        return _door(event_id, 422, errors=errors)
    try:
        form = request.form
        needs = read_needs(form.getlist("needs"), form.get("need_words", ""), tells_name=form.get("need_name") == "yes")
    except InvalidInput as error:
        return _door(event_id, error.status, errors=dict(error.fields))
    arrival, now = _arrival(event_id), here.clock()

    def come(db: Session) -> Joined:
        if not is_open(db, event_id, now=now):
            raise Gone(ENDED_LETTERS)
        before = None if whence(event_id).extra else place_at(db, event_id)
        note_answered(db, event_id)
        again = arrival
        if before is not None and before.state == "left" and before.participant_id is not None:
            again = replace(arrival, token=bring_back(db, before.participant_id))
        joined = join_event(db, event_id, again, now=now, ids=here.ids)
        if not needs.is_empty:
            keep_needs(db, event_id, joined.seat.id, needs, now=now)
        return joined

    try:
        joined = here.database.write(come)
    except InvalidInput as error:
        return _door(event_id, error.status, errors=dict.fromkeys(error.fields, error.tell), wrong=error.tell)
    except NotFound as error:
        if "number" not in error.fields:
            raise
        let_go_of_extra_place()
        return _again(event_id, error.status, wrong=error.tell)
    let_go_of_extra_place()
    session.pop(EASY_ANSWERS, None)
    session[_DOORS] = [door for door in session.get(_DOORS, []) if door != event_id]
    return hand_new_token(see_other(f"/s/{joined.seat.session_id}"), event_id, joined.token)


@public
def come_in_again(event_id: str) -> Response:
    """Somebody who left in this browser comes back as the same person, with notes, answers and remaining dots."""
    if event_id not in session.get(_DOORS, []):
        return see_other("/")
    here = house()

    def come(db: Session) -> str | None:
        found = place_at(db, event_id)
        if found.state == "left" and found.participant_id and is_open(db, event_id, now=here.clock()):
            return bring_back(db, found.participant_id)
        return None

    token = here.database.write(come)
    if token is None:
        return see_other(f"/join/{event_id}")
    return hand_new_token(_go_where_it_is(event_id), event_id, token)


@public
def let_another_in(event_id: str) -> Response:
    """A number of the facilitators lets one more person use a phone that somebody has used before."""
    if event_id not in session.get(_DOORS, []):
        return see_other("/")
    try:
        with house().database.read() as db:
            place_id = extra_place(db, event_id, request.form.get("number", "")[:64], now=house().clock())
    except NotFound as wrong:
        try:
            count_wrong_letters()
        except RetreatError as many:
            return _again(event_id, many.status, wrong=many.tell)
        return _again(event_id, wrong.status, wrong=wrong.tell)
    hold_extra_place(event_id, place_id)
    return see_other(f"/join/{event_id}")


@public
def own_link_page() -> Response:
    """Where one's own link leads; its token is in the part of the address that browsers do not send."""
    return page("door/own_link.html", wrong="", token="")


@public
def come_back() -> Response:
    """One's own link brings the same person back, on another phone or another day."""
    token = request.form.get("token", "").strip().rsplit("#", 1)[-1]
    try:
        with house().database.read() as db:
            holder = holder_of_token(db, token)
        if holder.kind != "participant":
            raise NotSignedIn
    except NotSignedIn as error:
        count_wrong_letters()
        return page("door/own_link.html", error.status, wrong=WRONG_LINK, token="")
    return hand_new_token(_go_where_it_is(holder.event_id), holder.event_id, token)


def turned_away(event_id: str) -> Response | None:
    """Where to send a browser that already has a place, or whose code is not right; None if it may go in."""
    with house().database.read() as db:
        found = place_at(db, event_id)
    if found.state == "here" and found.token:
        return hand_new_token(_go_where_it_is(event_id), event_id, found.token)
    if event_id not in session.get(_DOORS, []):
        return see_other("/")
    may_answer = found.state == "free" or (found.state == "left" and request.method == "POST")
    if may_answer or whence(event_id).extra:
        return None
    return _again(event_id, 200 if request.method == "GET" else NotPermitted.status)


def _again(event_id: str, status: int = 200, *, wrong: str = "") -> Response:
    """A browser used before at this event: by the same person, or by another with a number from the desk."""
    with house().database.read() as db:
        event, found = event_view(db, event_id), place_at(db, event_id)
    if found.state == "free":
        return see_other(f"/join/{event_id}")
    return page("door/again.html", status, event=event, state=found.state, wrong=wrong)


def _go_where_it_is(event_id: str) -> Response:
    with house().database.read() as db:
        found = session_now(db, event_id)
    return see_other(f"/s/{found}" if found else f"/e/{event_id}")


def _unanswered() -> dict[str, str]:
    missing = "Please choose Yes or No. Either is fine."
    return {name: missing for name in ("notes", "sound") if request.form.get(name) not in ("yes", "no")}


def _arrival(event_id: str) -> Arrival:
    form = request.form
    choice, sector = form.get("name_choice", "none"), form.get("sector")
    answers: dict[str, object] = {"attend": "yes", "notes_kept": form["notes"]}
    return Arrival(
        display_name=form.get(f"name_{choice}") if choice in ("chosen", "own") else None,
        name_choice=choice if choice in NAME_CHOICES else "none",
        sector=form.get("sector_other") if sector in (None, "other") else sector,
        role=form.get("role"),
        table=form.get("table") or None,
        answers=answers | dict.fromkeys(SOUND_PURPOSES, form["sound"]),
        whence=whence(event_id),
    )


def _letters(status: int = 200, **said: Any) -> Response:
    """The page of the letters, with the events this phone has been to, and the way back into the one that is on."""
    been: list[str] = []
    on: list[str] = []
    with house().database.read() as db:
        for token in reversed(tokens_held().values()):
            with suppress(NotSignedIn):
                been.append(holder_of_token(db, token).event_id)
        titles = titles_of_events(db, been)
        on = [event_id for event_id in been if is_open(db, event_id, now=house().clock())]
        now = session_now(db, on[0]) if on else None
    events = [{"id": event_id, "title": titles[event_id]} for event_id in dict.fromkeys(been)]
    back_to = {"title": titles[on[0]], "url": f"/s/{now}" if now else f"/e/{on[0]}"} if on else None
    return page("door/letters.html", status, **{"wrong": "", "letters": "", "been": events, "back_to": back_to, **said})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """What somebody who comes to an event is asked about: its sectors, and the session that they come to."""

    event: EventView
    sectors: tuple[str, ...]
    meeting: SessionView


def doorway_of(event_id: str) -> Doorway | Response:
    """What is behind the door of an event; or the page that says why there is no way in."""
    with house().database.read() as db:
        event, sectors = event_view(db, event_id), sectors_of_event(db, event_id)
        if not is_open(db, event_id, now=house().clock()):
            return _letters(Gone.status, wrong=ENDED_LETTERS, code=Gone.code)
        session_id = session_now(db, event_id)
        if session_id is None:
            return _letters(NotFound.status, wrong=NOTHING_YET, code="nothing_planned")
        return Doorway(event=event, sectors=sectors, meeting=session_view(db, session_id))


def _door(event_id: str, status: int = 200, **said: Any) -> Response:
    found = doorway_of(event_id)
    if isinstance(found, Response):
        return found
    context = {"errors": {}, "wrong": "", "form": request.form, **said}
    of = {"event": found.event, "meeting": found.meeting, "sectors": found.sectors}
    typed = Asked(
        needs=tuple(request.form.getlist("needs")),
        words=request.form.get("need_words", ""),
        tells_name=request.form.get("need_name") == "yes",
    )
    of |= {"needs": NEEDS, "easy_needs": EASY_NEEDS, "own": typed}
    return page("door/door.html", status, **of, **context)
