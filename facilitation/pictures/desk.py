"""Pictures at the desk and in the record: all tables', taking one, typing, erasing, and what tables left out."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, request
from sqlalchemy.orm import Session

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
from facilitation.words import SHARE_WORDS
from retreat.consent.gate import StaffReader
from retreat.errors import InvalidInput, RetreatError
from retreat.people.access import Seat, desk_of_token
from retreat.people.guard import right_required, staff_required, this_staff
from retreat.people.noting import write_down
from retreat.people.operations import desk_token
from retreat.pictures import operations
from retreat.pictures.queries import hidden_in, picture_seen, pictures_of
from retreat.programme.events import is_open
from retreat.programme.queries import session_view
from retreat.programme.tables import table_named
from retreat.web.forms import body_up_to
from retreat.web.house import house
from retreat.web.pages import local_path, page, see_other


@right_required("works")
def desk_pictures(session_id: str) -> Response:
    """Every table's pictures, and the form to take one."""
    return _page(session_id)


@staff_required
def record_picture(session_id: str, picture_id: str) -> Response:
    """One picture, for members of the programme who may read it."""
    here = house()
    with here.database.read() as db:
        name = picture_seen(db, StaffReader(staff_id=this_staff().staff_id), session_id, picture_id).name
    return picture_response(here, name)


@right_required("works")
@body_up_to(FORM_MAX_BYTES, space=space_for_picture)
def desk_add_picture(session_id: str) -> Response:
    """A picture from the desk, of a table's paper or of the whole room's."""
    form = request.form
    try:
        with house().database.read() as db:
            table_id = table_named(db, session_id, form.get("table"))
        shot = shot_of(form, form.get("picture_id", ""), table_id)
        take(lambda db: _desk(db, session_id), shot, picture_sent())
    except RetreatError as error:
        return _page(session_id, error, table=form.get("table", ""))
    flash("The picture is here.", "good picture_added")
    return see_other(f"/desk/sessions/{session_id}/pictures#picture-{shot.picture_id}")


@right_required("works")
def desk_type_notes(session_id: str, picture_id: str) -> Response:
    """Type what is on the paper, as long as there is a record: each line becomes a note."""
    lines = request.form.get("lines", "")
    try:
        done = type_lines(lambda db: _desk(db, session_id), picture_id, request.form)
    except RetreatError as error:
        return _page(session_id, error, kept={picture_id: lines})
    if done.left:
        return _page(session_id, InvalidInput(done.why, code=done.code), kept={picture_id: "\n".join(done.left)})
    flash(f"{done.kept} {'note' if done.kept == 1 else 'notes'} added.", "good notes_added")
    return _back(session_id)


@right_required("leads")
def desk_remove_picture(session_id: str, picture_id: str) -> Response:
    """Erase a picture, perhaps with the notes typed from it."""
    here, staff_id = house(), this_staff().staff_id
    try:
        take_back(
            lambda db: _desk(db, session_id), picture_id, notes_too=request.form.get("notes") == "yes", anyone=True
        )
    except RetreatError as error:
        return _page(session_id, error)
    here.database.write(
        lambda db: write_down(
            db, "picture_erased", now=here.clock(), staff_id=staff_id, session_id=session_id, thing=picture_id
        )
    )
    flash("The picture is erased.", "good picture_erased")
    return _back(session_id)


@right_required("leads")
def desk_show_picture(session_id: str, picture_id: str) -> Response:
    """Show a picture again that a table had left out, because it has agreed to it after all."""
    here, staff_id = house(), this_staff().staff_id

    def act(db: Session) -> None:
        row = operations.of_session(db, session_id, picture_id)
        operations.show_again(db, row, now=here.clock(), ids=here.ids)
        write_down(db, "picture_shown", now=here.clock(), staff_id=staff_id, session_id=session_id, thing=picture_id)

    try:
        here.database.write(act)
    except RetreatError as error:
        return _page(session_id, error)
    here.nudge(session_id)
    flash("The table sees the picture again.", "good picture_shown")
    return _back(session_id)


def _desk(db: Session, session_id: str) -> Seat:
    """The seat of this member's desk, also long after the live room has gone quiet."""
    here, staff = house(), this_staff()
    session_view(db, session_id)
    token = desk_token(
        db,
        session_id=session_id,
        staff_id=staff.staff_id,
        sign_in_id=staff.sign_in_id,
        secret_key=here.secret_key,
        now=here.clock(),
        ids=here.ids,
    )
    return desk_of_token(db, token)


def _back(session_id: str) -> Response:
    return see_other(local_path(request.form.get("back"), f"/desk/sessions/{session_id}/pictures"))


def _page(
    session_id: str, wrong: RetreatError | None = None, *, kept: Mapping[str, str] | None = None, table: str = ""
) -> Response:
    here, staff_id = house(), this_staff().staff_id
    with here.database.read() as db:
        meeting = session_view(db, session_id)
        seen = pictures_of(db, StaffReader(staff_id=staff_id), session_id)
        hidden = hidden_in(db, session_id)
        over = not is_open(db, meeting.event_id, now=here.clock())
    return page(
        "desk/pictures.html",
        200 if wrong is None else wrong.status,
        meeting=meeting,
        pictures=seen,
        hidden=hidden,
        over=over,
        choices=[("", "Everyone’s"), *((one.id, one.name) for one in meeting.tables)],
        chosen=table,
        shares=SHARE_WORDS,
        kept=kept or {},
        new_id=here.ids,
        wrong=wrong,
    )
