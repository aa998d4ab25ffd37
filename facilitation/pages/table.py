"""The page of somebody's own table: which one they sit at, being its host or scribe, and reading back."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy.orm import Session

from facilitation.access.queries import needs_for_host
from facilitation.pages.phone import back_to, come_in
from facilitation.seat_cookie import token_for
from facilitation.seat_news import tell_changed
from retreat.errors import InvalidInput, NotFound, NotSignedIn
from retreat.people.access import Seat, seat_in, sit_down
from retreat.people.seating import DUTIES, Duty, Held, duties, end_duty, take_duty
from retreat.programme.queries import session_view
from retreat.programme.tables import table_chosen
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page

ENDED = "This session has ended, so you cannot change your table."


@seat
def table_page(session_id: str) -> Response:
    """Which table somebody sits at in this session."""
    return _page(session_id)


@seat
def choose_table(session_id: str) -> Response:
    """Sit down at a table, or move to another."""
    token, here, chosen = token_for(session_id), house(), request.form.get("table", "")

    def move(db: Session) -> list[str]:
        found = _seat_here(db, token, session_id)
        sit_down(db, found, table_chosen(db, session_id=session_id, table=chosen), now=here.clock())
        return tell_changed(db, found.id, now=here.clock(), ids=here.ids)

    try:
        for grown in here.database.write(move):
            here.nudge(grown)
    except (NotSignedIn, NotFound):
        return come_in()
    except InvalidInput as error:
        return _page(session_id, error.status, wrong=error.tell)
    return back_to(session_id)


@seat
def answer_duty(session_id: str) -> Response:
    """Accept or decline to be host or scribe, take it where nobody has it, or give it up."""
    token, here, form = token_for(session_id), house(), request.form

    def answer(db: Session) -> list[str]:
        found = _seat_here(db, token, session_id)
        duty = _duty(form.get("duty", ""))
        if found.table_id is None:
            raise InvalidInput("You are not at a table.", fields={"table": "is empty"})
        holder = _holder(db, found, duty)
        is_own = holder is not None and holder.participant_id == found.id
        if form.get("answer") == "no":
            if is_own:
                end_duty(db, found.table_id, duty)
        elif holder is not None and not is_own:
            raise InvalidInput("Somebody else is doing this, or was asked.", code="duty_held")
        else:
            take_duty(db, session_id, found.table_id, duty, found.id, now=here.clock())
        return tell_changed(db, found.id, now=here.clock(), ids=here.ids)

    try:
        for grown in here.database.write(answer):
            here.nudge(grown)
    except (NotSignedIn, NotFound):
        return come_in()
    except InvalidInput as error:
        return _page(session_id, error.status, wrong=error.tell)
    return back_to(session_id)


def _seat_here(db: Session, token: str | None, session_id: str) -> Seat:
    found = seat_in(db, token, session_id)
    if session_view(db, session_id).state == "ended":
        raise InvalidInput(ENDED)
    return found


def _duty(typed: str) -> Duty:
    if typed not in DUTIES:
        raise InvalidInput("Please choose host or scribe.", fields={"duty": "is not known"})
    return typed


def _holder(db: Session, found: Seat, duty: str) -> Held | None:
    here = (one for one in duties(db, found.session_id) if one.table_id == found.table_id and one.duty == duty)
    return next(here, None)


def _page(session_id: str, status: int = 200, wrong: str = "") -> Response:
    try:
        with house().database.read() as db:
            found = seat_in(db, token_for(session_id), session_id)
            meeting = session_view(db, session_id)
            held = {duty: _holder(db, found, duty) for duty in DUTIES}
            needs = needs_for_host(db, found.id, session_id, found.table_id)
    except (NotSignedIn, NotFound):
        return come_in()
    told = {
        "meeting": meeting,
        "table_id": found.table_id,
        "held": {duty: _standing(one, found.id) for duty, one in held.items()},
        "leads_back": _standing(held["host"], found.id) in ("free", "asked", "own", "offered"),
        "is_named": held["host"] is not None and held["host"].is_named,
        "needs": needs,
        "wrong": wrong,
        "new_id": house().ids,
    }
    return page("phone/table.html", status, **told)


def _standing(held: Held | None, own_id: str) -> str:
    """``free``, ``asked`` (this reader), ``own``, ``offered`` (somebody else has still to answer) or ``taken``."""
    if held is None:
        return "free"
    if held.participant_id == own_id:
        return "own" if held.is_taken else "asked"
    return "taken" if held.is_taken else "offered"
