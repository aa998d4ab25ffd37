"""Pictures on a phone: taking one, typing from it, taking it back, leaving it out. Works without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, flash, jsonify, request
from sqlalchemy.orm import Session

from facilitation.pages.phone import come_in
from facilitation.pictures.taking import (
    FORM_MAX_BYTES,
    picture_response,
    picture_sent,
    shot_of,
    space_for_picture,
    take,
    take_back,
    type_lines,
)
from facilitation.seat_cookie import token_for
from facilitation.words import SHARE_WORDS
from retreat.clock import from_text
from retreat.consent.gate import SeatReader
from retreat.errors import InvalidInput, NotFound, NotSignedIn, RetreatError
from retreat.people.access import Seat, seat_in
from retreat.people.bearer import bearer_token
from retreat.pictures import operations
from retreat.pictures.queries import own_pictures, picture_seen, pictures_of
from retreat.pictures.storing import PICTURE_MAX_BYTES
from retreat.programme.events import is_open
from retreat.programme.queries import session_view
from retreat.web.forms import body_up_to
from retreat.web.guard import own_token, seat
from retreat.web.house import house
from retreat.web.pages import local_path, page, see_other

_KEPT = "The picture is here."
_BACK = "The picture is erased."
_OUT = "The picture is hidden. Nobody is told who asked."
_NOT_ON = "Pictures of paper are taken by the people at a table. Please choose your table first."


@seat
def pictures_page(session_id: str) -> Response:
    """The pictures of somebody's table."""
    return _page(session_id)


@seat
def picture(session_id: str, picture_id: str) -> Response:
    """One picture, for those who may see it."""
    here = house()
    with here.database.read() as db:
        found = seat_in(db, token_for(session_id), session_id)
        name = picture_seen(db, SeatReader(seat=found), session_id, picture_id).name
    return picture_response(here, name)


@own_token
@body_up_to(PICTURE_MAX_BYTES, space=space_for_picture)
def send_picture(session_id: str, picture_id: str) -> tuple[Response, int]:
    """A picture as it is, from a page of ours that may have kept it for a while: 201 new, 200 the same again."""
    token, said = bearer_token(), request.args
    with house().database.read() as db:
        seat_in(db, token, session_id)  # before the body is read
    is_new = take(
        lambda db: seat_in(db, token, session_id),
        shot_of(said, picture_id, said.get("table_id") or None, taken_at=_moment(said.get("taken_at"))),
        request.get_data(cache=False),
    )
    return jsonify(picture_id=picture_id), 201 if is_new else 200


@seat
@body_up_to(FORM_MAX_BYTES, space=space_for_picture)
def add_picture(session_id: str) -> Response:
    """A picture sent with the plain form; if it is refused, the page says why."""
    try:
        with house().database.read() as db:
            found = _participant(db, session_id)
        if found.table_id is None:
            raise InvalidInput(_NOT_ON, code="no_table")
        shot = shot_of(request.form, request.form.get("picture_id", ""), found.table_id)
        take(lambda db: _participant(db, session_id), shot, picture_sent())
    except (NotSignedIn, NotFound):
        return come_in()
    except RetreatError as error:
        return _page(session_id, error)
    flash(_KEPT, "good picture_added")
    return see_other(f"/s/{session_id}/pictures#picture-{shot.picture_id}")


@seat
def type_notes(session_id: str, picture_id: str) -> Response:
    """Type what is on the paper: each line becomes a note. Lines that are refused stay in their box."""
    try:
        with house().database.read() as db:
            _participant(db, session_id)
        done = type_lines(lambda db: _participant(db, session_id), picture_id, request.form)
    except (NotSignedIn, NotFound):
        return come_in()
    except RetreatError as error:
        return _page(session_id, error, kept={picture_id: request.form.get("lines", "")})
    if done.left:
        wrong = InvalidInput(done.why, code=done.code)
        return _page(session_id, wrong, kept={picture_id: "\n".join(done.left)})
    flash(f"{done.kept} {'note' if done.kept == 1 else 'notes'} added.", "good notes_added")
    return see_other(f"/s/{session_id}/pictures#picture-{picture_id}")


@seat
def remove_picture(session_id: str, picture_id: str) -> Response:
    """Take one's own picture back, perhaps with the notes typed from it."""
    try:
        take_back(
            lambda db: _participant(db, session_id),
            picture_id,
            notes_too=request.form.get("notes") == "yes",
            anyone=False,
        )
    except NotSignedIn:
        return come_in()
    except RetreatError as error:
        return _page(session_id, error)
    flash(_BACK, "good picture_erased")
    return see_other(local_path(request.form.get("back"), f"/s/{session_id}/pictures"))


@seat
def leave_picture_out(session_id: str, picture_id: str) -> Response:
    """Have a picture of one's own table left out. Nobody is told who asked, and it is kept nowhere."""
    here = house()

    def act(db: Session) -> None:
        found = _participant(db, session_id)
        row = picture_seen(db, SeatReader(seat=found), session_id, picture_id)
        operations.leave_out(db, row, now=here.clock(), ids=here.ids)

    try:
        here.database.write(act)
    except NotSignedIn:
        return come_in()
    except RetreatError as error:
        return _page(session_id, error)
    here.nudge(session_id)
    flash(_OUT, "good picture_out")
    return see_other(f"/s/{session_id}/pictures")


def _participant(db: Session, session_id: str) -> Seat:
    found = seat_in(db, token_for(session_id), session_id)
    if found.role != "participant" or not found.is_taken:
        raise NotFound
    return found


def _moment(text: str | None) -> datetime | None:
    try:
        return from_text(text) if text else None
    except (ValueError, OverflowError):
        return None


def _page(session_id: str, wrong: RetreatError | None = None, *, kept: Mapping[str, str] | None = None) -> Response:
    here = house()
    try:
        with here.database.read() as db:
            found = _participant(db, session_id)
            meeting = session_view(db, session_id)
            told: dict[str, Any] = {
                "pictures": pictures_of(db, SeatReader(seat=found), session_id, own_id=found.id),
                "takes": operations.may_photograph(db, found),
                "agreed": operations.agreement_of(db, found, found.table_id) is not None,
                "out": _hidden_own(db, found, session_id),
                "over": not is_open(db, found.event_id, now=here.clock()),
            }
    except (NotSignedIn, NotFound):
        return come_in()
    table = next((one.name for one in meeting.tables if one.id == found.table_id), None)
    return page(
        "phone/pictures.html",
        200 if wrong is None else wrong.status,
        meeting=meeting,
        table=table,
        table_id=found.table_id,
        shares=SHARE_WORDS,
        kept=kept or {},
        new_id=here.ids,
        wrong=wrong,
        **told,
    )


def _hidden_own(db: Session, found: Seat, session_id: str) -> list[str]:
    """Own pictures that are left out, to be taken back for good."""
    shown = {one.id for one in pictures_of(db, SeatReader(seat=found), session_id)}
    own = own_pictures(db, found.id)
    return [picture_id for picture_id, where, _at in own if where == session_id and picture_id not in shown]
