"""The way in: letters, then one page with two questions. Every step is a plain form."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, session
from sqlalchemy.orm import Session

from facilitation.seat_cookie import hand_seat, token_for
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.errors import Gone, InvalidInput, NotFound, NotSignedIn, RetreatError
from retreat.people.bearer import seat_in
from retreat.people.door import open_door
from retreat.people.operations import Arrival, Joined, join_session
from retreat.programme.queries import SessionView, sectors_of_session, session_view
from retreat.web.guard import public
from retreat.web.house import house
from retreat.web.pages import page, see_other

_DOORS = "doors"
DOORS_MAX = 4
NAME_CHOICES = ("none", "chosen", "own")


@public
def landing() -> Response:
    """The letters, for whoever has no camera at hand."""
    return page("door/letters.html", wrong="", letters="")


@public
def letters_page() -> Response:
    """Where the picture on the wall leads; its letters are in the part of the address that browsers do not send."""
    return page("door/letters.html", wrong="", letters="")


@public
def enter_letters() -> Response:
    """Right letters open the door of their session."""
    typed = request.form.get("join_pass", "")[:64]
    try:
        session_id = open_door(typed)
    except RetreatError as error:
        return page("door/letters.html", error.status, wrong=error.tell, code=error.code, letters=typed)
    doors = [door for door in session.get(_DOORS, []) if door != session_id]
    session[_DOORS] = [*doors, session_id][-DOORS_MAX:]
    return see_other(f"/join/{session_id}")


@public
def door_page(session_id: str) -> Response:
    """Two questions with equal answers, a name if wanted, a sector."""
    if _has_seat(session_id):
        return see_other(f"/s/{session_id}")
    if session_id not in session.get(_DOORS, []):
        return see_other("/")
    return _door(session_id)


@public
def go_in(session_id: str) -> Response:
    """Take a seat with the answers given."""
    if _has_seat(session_id):
        return see_other(f"/s/{session_id}")
    if session_id not in session.get(_DOORS, []):
        return see_other("/")
    here, form = house(), request.form
    errors = _unanswered()
    if errors:
        return _door(session_id, 422, errors=errors)
    answers = _answers()

    def take_seat(db: Session) -> Joined:
        if session_view(db, session_id).join_pass is None:
            raise Gone("This session has ended. Please ask the facilitator.")
        choice = form.get("name_choice", "none")
        arrival = Arrival(
            display_name=form.get(f"name_{choice}") if choice in ("chosen", "own") else None,
            name_choice=choice if choice in NAME_CHOICES else "none",
            sector=form.get("sector"),
            table=form.get("table") or None,
            answers=answers,
        )
        return join_session(db, session_id, arrival, now=here.clock(), ids=here.ids)

    try:
        joined = here.database.write(take_seat)
    except InvalidInput as error:
        return _door(session_id, error.status, errors=dict.fromkeys(error.fields, error.tell), wrong=error.tell)
    session[_DOORS] = [door for door in session.get(_DOORS, []) if door != session_id]
    return hand_seat(see_other(f"/s/{session_id}"), session_id, joined.token)


def _unanswered() -> dict[str, str]:
    missing = "Please choose Yes or No. Either is fine."
    return {name: missing for name in ("notes", "sound") if request.form.get(name) not in ("yes", "no")}


def _answers() -> dict[str, object]:
    sound = request.form["sound"]
    return {"attend": "yes", "notes_kept": request.form["notes"], **dict.fromkeys(SOUND_PURPOSES, sound)}


def _has_seat(session_id: str) -> bool:
    token = token_for(session_id)
    if token is None:
        return False
    try:
        with house().database.read() as db:
            seat_in(db, token, session_id)
    except (NotSignedIn, NotFound):
        return False
    return True


def _door(session_id: str, status: int = 200, **said: Any) -> Response:
    with house().database.read() as db:
        meeting: SessionView = session_view(db, session_id)
        sectors = sectors_of_session(db, session_id)
    if meeting.join_pass is None:
        flash("This session has ended. Please ask the facilitator.", "care")
        return see_other("/")
    context = {"errors": {}, "wrong": "", **said}
    return page("door/door.html", status, meeting=meeting, sectors=sectors, form=request.form, **context)
