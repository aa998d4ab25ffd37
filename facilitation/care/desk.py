"""Care at the desk: quiet requests, notes that tell of harm, whom to phone; and memos. Plain forms, in parts."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.care.beside import beside
from facilitation.care.harm import decide_again, decide_note, hold_note
from facilitation.pages.desk import desk_token_for
from retreat.errors import InvalidInput, NotFound, RetreatError
from retreat.log.care.contacts import MAX_CHARS, contacts_of, keep_contacts
from retreat.log.care.requests import answer
from retreat.log.memos.operations import change_memo, erase_memo, write_memo
from retreat.people.access import desk_of_token
from retreat.people.guard import right_required, this_staff
from retreat.programme.queries import event_view, session_view
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import local_path, page, see_other, unkept

PARTS = {"care": "desk/_care_part.html", "memos": "desk/_memos.html"}


@right_required("leads")
def care_part(session_id: str) -> Response:
    """Care alone: the desk asks again when it is told to look."""
    return _part(session_id, "care")


@right_required("leads")
def memos_part(session_id: str) -> Response:
    """Memos alone."""
    return _part(session_id, "memos")


def _part(session_id: str, part: str) -> Response:
    with house().database.read() as db:
        told = beside(db, session_id, session_view(db, session_id).event_id)
    return unkept(page(PARTS[part], **told))


@right_required("leads")
def answer_care(session_id: str, request_id: str, act: str) -> Response:
    """The desk has seen a request, somebody is going there, or it is met and gone."""
    here = house()
    return _done(
        session_id,
        lambda db: answer(db, session_id, request_id, act, now=here.clock(), ids=here.ids),
        f"/desk/sessions/{session_id}#care",
    )


@right_required("leads")
def hold_for_harm(session_id: str, note_id: str) -> Response:
    """A note tells of harm: it leaves every screen but this team's and its author's."""
    here, token = house(), desk_token_for(session_id)
    return _done(
        session_id,
        lambda db: hold_note(db, desk_of_token(db, token), note_id, now=here.clock(), ids=here.ids),
        f"/desk/sessions/{session_id}#care",
    )


@right_required("leads")
def decide_on_harm(session_id: str, note_id: str) -> Response:
    """Bring it back, keep it away, or decide again about one that is kept away."""
    here, token, chosen = house(), desk_token_for(session_id), request.form.get("decision")
    if chosen not in ("back", "away", "again"):
        raise InvalidInput("Please choose whether the note comes back.", fields={"decision": "back, away or again"})

    def write(db: Session) -> None:
        desk, now, ids = desk_of_token(db, token), here.clock(), here.ids
        if chosen == "again":
            decide_again(db, desk, note_id, now=now, ids=ids)
        else:
            decide_note(db, desk, note_id, comes_back=chosen == "back", now=now, ids=ids)

    return _done(session_id, write, f"/desk/sessions/{session_id}#care")


@right_required("leads")
def contacts_page(event_id: str) -> Response:
    """Whom the team phones: one box, a line for each."""
    here = house()
    with here.database.read() as db:
        event, typed = event_view(db, event_id), contacts_of(db, event_id)
    error = ""
    if request.method == "POST":
        typed = request.form.get("contacts", "")
        try:
            here.database.write(lambda db: keep_contacts(db, event_id, typed, now=here.clock()))
        except InvalidInput as refused:
            error = refused.tell
        else:
            flash("Saved. It is on the care card of every desk of this event.", "good contacts_saved")
            return see_other(local_path(request.form.get("back"), f"/desk/events/{event_id}/agenda"))
    back = local_path(request.args.get("back") or request.form.get("back"), f"/desk/events/{event_id}/agenda")
    return page(
        "desk/contacts.html", 422 if error else 200, event=event, typed=typed, error=error, back=back, most=MAX_CHARS
    )


@right_required("leads")
def keep_memo(session_id: str) -> Response:
    """Write a memo at this moment."""
    here, staff, form = house(), this_staff().staff_id, request.form
    memo_id = form.get("memo_id") or here.ids()

    def write(db: Session) -> None:
        session_view(db, session_id)
        shared = form.get("shared") == "yes"
        text = form.get("text", "")
        write_memo(db, session_id, staff, text, memo_id=memo_id, is_shared=shared, now=here.clock())

    return _done(session_id, write, _back(session_id))


@right_required("leads")
def change_own_memo(session_id: str, session_memo_id: str, act: str) -> Response:
    """Reword, share or erase one's own memo."""
    here, staff, form = house(), this_staff().staff_id, request.form
    if act not in ("change", "erase"):
        raise NotFound

    def write(db: Session) -> None:
        if act == "erase":
            erase_memo(db, session_id, staff, session_memo_id, now=here.clock())
            return
        change_memo(
            db,
            session_id,
            staff,
            session_memo_id,
            form.get("text", ""),
            seen=number(form.get("seen")) or 0,
            is_shared=form.get("shared") == "yes",
            now=here.clock(),
        )

    return _done(session_id, write, _back(session_id))


def _back(session_id: str) -> str:
    return local_path(request.form.get("back"), f"/desk/sessions/{session_id}#memos")


def _done(session_id: str, write: Any, elsewhere: str) -> Response:
    """Do it and go back; a script that asks for the part alone gets that, with the reason if it was refused."""
    here, part = house(), request.form.get("part", "")
    refused: RetreatError | None = None
    try:
        told = here.database.write(write)
        for grown in told if isinstance(told, list) else [session_id]:
            here.nudge(grown)
    except RetreatError as error:
        refused = error
    if part in PARTS:
        with here.database.read() as db:
            told = beside(db, session_id, session_view(db, session_id).event_id)
        status = refused.status if refused else 200
        typed = request.form.get("text", "") if refused else ""
        return unkept(page(PARTS[part], status, **told, refused=refused, typed=typed))
    if refused:
        flash(refused.tell, f"care {refused.code}")
    return see_other(elsewhere)
