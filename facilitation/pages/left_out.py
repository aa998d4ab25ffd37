"""Leaving something out: any participant marks the last minutes of their table's talk, unsigned, also without scripts.

Only the browser that asked can take that back, for a minute: it holds the key, which is kept nowhere else.
"""

from __future__ import annotations

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.pages.phone import come_in
from facilitation.seat_cookie import token_for
from retreat.errors import Conflict, InvalidInput, NotFound, NotSignedIn, RetreatError
from retreat.ids import is_id
from retreat.people.access import Seat, seat_in
from retreat.programme.events import is_open
from retreat.programme.queries import session_view
from retreat.recordings.left_out.operations import MINUTES, UNDO_FOR, leave_out, lift, undo
from retreat.recordings.left_out.queries import left_out_at
from retreat.web.asked import number
from retreat.web.cookies import drop_cookie, read_cookie, set_cookie
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, see_other

_COOKIE = "left_out"
_ASKED = "It will be left out. Nobody is told who asked."
_UNDONE = "Nothing is left out any more."


@seat
def left_out_page(session_id: str) -> Response:
    """What is left out at one's table, and the form to leave something out."""
    return _page(session_id)


@seat
def ask(session_id: str) -> Response:
    """Leave out the last minutes. Its id comes with the form, so that a form sent twice leaves out once."""
    here, form = house(), request.form
    left_out_id = form.get("left_out_id", "")
    try:
        if not is_id(left_out_id):
            raise InvalidInput("Please load this page again.", code="no_id")
        asked = here.database.write(
            lambda db: leave_out(
                db,
                _participant(db, session_id),
                left_out_id=left_out_id,
                minutes=number(form.get("minutes")) or 0,
                now=here.clock(),
                ids=here.ids,
            )
        )
    except (NotSignedIn, NotFound):
        return come_in()
    except (InvalidInput, Conflict) as error:
        return _page(session_id, error)
    here.nudge(session_id)
    flash(_ASKED, "good left_out")
    response = see_other(f"/s/{session_id}/leave-out")
    if asked.undo_key is not None:
        set_cookie(response, _COOKIE, f"{left_out_id}.{asked.undo_key}", max_age_s=int(UNDO_FOR.total_seconds()))
    return response


@seat
def take_back(session_id: str, left_out_id: str) -> Response:
    """Undo it, within a minute, in the browser that asked."""
    here, (held, key) = house(), _held()
    try:
        if held != left_out_id:
            raise NotFound
        here.database.write(
            lambda db: undo(db, _participant(db, session_id), left_out_id, key, now=here.clock(), ids=here.ids)
        )
    except NotSignedIn:
        return come_in()
    except (Conflict, NotFound) as error:
        return _page(session_id, error)
    here.nudge(session_id)
    flash(_UNDONE, "good undone")
    response = see_other(f"/s/{session_id}/leave-out")
    drop_cookie(response, _COOKIE)
    return response


@seat
def let_stay(session_id: str, left_out_id: str) -> Response:
    """Say for oneself that it may stay, or no longer."""
    here, may_stay = house(), request.form.get("may_stay") == "yes"

    def act(db: Session) -> None:
        found = _participant(db, session_id)
        lift(db, found, left_out_id, may_stay=may_stay, now=here.clock(), ids=here.ids)

    try:
        here.database.write(act)
    except NotSignedIn:
        return come_in()
    except (Conflict, NotFound) as error:
        return _page(session_id, error)
    here.nudge(session_id)
    return see_other(f"/s/{session_id}/leave-out")


def _participant(db: Session, session_id: str) -> Seat:
    """The person whose phone this is; a desk or a screen has no part in it."""
    found = seat_in(db, token_for(session_id), session_id)
    if found.role != "participant" or not found.is_taken:
        raise NotFound
    return found


def _held() -> tuple[str, str]:
    held, _, key = (read_cookie(_COOKIE) or "").partition(".")
    return held, key


def _page(session_id: str, wrong: RetreatError | None = None) -> Response:
    here = house()
    try:
        with here.database.read() as db:
            found = _participant(db, session_id)
            meeting = session_view(db, session_id)
            stretches = left_out_at(db, found)
            over = not is_open(db, found.event_id, now=here.clock())
    except (NotSignedIn, NotFound):
        return come_in()
    held, _key = _held()
    undoable = {one.id for one in stretches if one.id == held and here.clock() <= one.to_at + UNDO_FOR}
    return page(
        "phone/left_out.html",
        200 if wrong is None else wrong.status,
        meeting=meeting,
        stretches=stretches,
        undoable=undoable,
        over=over,
        needs_table=meeting.tables_open and found.table_id is None,
        at_table=found.table_id is not None,
        minutes=MINUTES,
        new_id=here.ids,
        wrong=wrong,
    )
