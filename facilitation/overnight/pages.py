"""The evening's page for the team, and the two sheets that the next day opens with. Plain forms."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, jsonify, request
from sqlalchemy.orm import Session

from facilitation.overnight import operations
from facilitation.overnight.models import MEMO_MAX_CHARS, TITLE_MAX_CHARS
from facilitation.overnight.morning import for_session, morning_of
from facilitation.overnight.queries import Thing, desk_memos_of, memos_of, opening_of, written_on
from facilitation.seat_cookie import token_for
from retreat.consent.gate import StaffReader
from retreat.errors import InvalidInput, NotFound, NotPermitted, RetreatError
from retreat.people.access import seat_in
from retreat.people.guard import right_required, this_staff
from retreat.people.spoken_for.rule import token_for_other
from retreat.programme.queries import event_view
from retreat.transcripts.correcting.pages import place_of
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

# What fits on two sheets of A4, in lines; what is left off is counted on the sheet.
SHEET_LINES, HEADING_LINES, NOTE_LINES = 46, 3.6, 2
SHEET_HEADINGS, SHEET_NOTES_MAX = 8, 6
SHEET_THINGS, SHEET_TENSIONS = 4, 3


@right_required("leads")
def overnight(event_id: str, day: int) -> Response:
    """What was written that day, to be put under headings; memos; and what the next day opens with."""
    return _overnight(event_id, day)


def _overnight(event_id: str, day: int, error: RetreatError | None = None) -> Response:
    staff_id = this_staff().staff_id
    with house().database.read() as db:
        event = event_view(db, event_id)
        written = written_on(db, StaffReader(staff_id=staff_id), event_id, day)
        doubtful = [
            (one, place_of(db, one.session_id, one.transcript_id, one.first_turn))
            for one in morning_of(db, event_id, day).doubtful
        ]
        memos = memos_of(db, event_id, day, staff_id)
        desk_memos = desk_memos_of(db, StaffReader(staff_id=staff_id), event_id, day)
        opening = opening_of(db, event_id, day)
    others = (
        ("bulbs", "Light bulbs", written.bulbs),
        ("stones", "Under the stones", written.stones),
        ("tensions", "Tensions", written.tensions),
    )
    return unkept(
        page(
            "programme/overnight/overnight.html",
            error.status if error else 200,
            event=event,
            written=written,
            doubtful=doubtful,
            memos=memos,
            desk_memos=desk_memos,
            opening=opening,
            others=[one for one in others if one[2]],
            under=[("", "A new heading"), *((one.id, one.title) for one in written.headings)],
            typed=request.form,
            errors=error.fields if error else {},
            error=error,
            title_max=str(TITLE_MAX_CHARS),
            memo_max=str(MEMO_MAX_CHARS),
        )
    )


@right_required("leads")
def work_overnight(event_id: str, day: int, act: str) -> Response:
    """One thing that the team does with the day: ``put``, ``rename``, ``remove``, ``show``, ``memo``, ``forget``."""
    done = _ACTS.get(act)
    if done is None:
        raise NotFound
    try:
        house().database.write(lambda db: _checked(db, event_id, day, done))
    except InvalidInput as error:
        return _overnight(event_id, day, error)
    except (NotFound, NotPermitted) as error:
        flash(error.tell, f"care {error.code}")
    else:
        flash(_SAID[act], f"good overnight_{act}")
    return see_other(f"/desk/events/{event_id}/days/{day}/overnight#{_BACK[act]}")


@right_required("leads")
def yesterday_sheets(event_id: str, day: int) -> Response:
    """Two sheets of A4 for the room: the headings, and everything else that the day left."""
    with house().database.read() as db:
        event, morning = event_view(db, event_id), morning_of(db, event_id, day)
    return unkept(
        page(
            "programme/overnight/sheets.html",
            event=event,
            written=morning.written,
            doubtful=morning.doubtful,
            most={
                "notes": _notes_on_a_sheet(min(len(morning.written.headings), SHEET_HEADINGS)),
                "headings": SHEET_HEADINGS,
                "things": SHEET_THINGS,
                "tensions": SHEET_TENSIONS,
            },
        )
    )


@seat
def yesterday_seen(session_id: str) -> Response:
    """What a phone shows of the day before; asked again now and then, so that a “no” counts at once."""
    person_id, token = request.args.get("for"), token_for(session_id)
    with house().database.read() as db:
        seat_in(db, token_for_other(token or "", person_id) if person_id else token, session_id)
        told = for_session(db, session_id)
    return unkept(jsonify(told))


def _notes_on_a_sheet(headings: int) -> int:
    """How many notes fit under each of so many headings."""
    left = SHEET_LINES - HEADING_LINES * headings
    return max(1, min(SHEET_NOTES_MAX, int(left / (NOTE_LINES * max(headings, 1)))))


def _checked(db: Session, event_id: str, day: int, done: Callable[[Session, str, int], None]) -> None:
    written_on(db, StaffReader(staff_id=this_staff().staff_id), event_id, day)  # the event has such a day
    done(db, event_id, day)


def _put(db: Session, event_id: str, day: int) -> None:
    """Ticked notes go under a heading, an existing one or a new one."""
    here, form = house(), request.form
    chosen, title = form.get("heading", ""), form.get("title", "").strip()
    heading_id: str | None = chosen or None
    ticked = _readable(db, event_id, day, form.getlist("thing"))
    if not ticked:
        says = "Please tick the notes that belong under it first."
        raise InvalidInput(says, code="nothing_ticked", fields={"title": says})
    if chosen == "new" or (not chosen and title):
        heading_id = operations.add_heading(
            db, event_id, day, title, by=this_staff().staff_id, now=here.clock(), ids=here.ids
        )
    elif chosen == "none":
        heading_id = None
    elif not chosen:
        says = "Please choose a heading, or write a new one."
        raise InvalidInput(says, fields={"title": says})
    operations.put_under(db, event_id, day, ticked, heading_id)


def _rename(db: Session, event_id: str, day: int) -> None:
    here, form = house(), request.form
    operations.rename_heading(
        db,
        event_id,
        day,
        form.get("heading", ""),
        form.get("title", ""),
        by=this_staff().staff_id,
        now=here.clock(),
        ids=here.ids,
    )


def _remove(db: Session, event_id: str, day: int) -> None:
    operations.remove_heading(db, event_id, day, request.form.get("heading", ""))


def _show(db: Session, event_id: str, day: int) -> None:
    shown = _readable(db, event_id, day, request.form.getlist("shown"))
    operations.leave_off(db, event_id, day, shown, request.form.getlist("keep"))


def _memo(db: Session, event_id: str, day: int) -> None:
    here, text = house(), request.form.get("memo", "")
    operations.add_memo(db, event_id, day, text, by=this_staff().staff_id, now=here.clock(), ids=here.ids)


def _forget(db: Session, event_id: str, day: int) -> None:
    operations.remove_memo(db, event_id, day, request.form.get("memo", ""), by=this_staff().staff_id)


def _readable(db: Session, event_id: str, day: int, ids: list[str]) -> list[str]:
    """Of these things, those of this day that whoever asks may read."""
    written = written_on(db, StaffReader(staff_id=this_staff().staff_id), event_id, day)
    under: list[Thing] = [thing for heading in written.headings for thing in heading.things]
    known = {one.id for one in (*under, *written.loose, *written.bulbs, *written.stones, *written.tensions)}
    return [one for one in dict.fromkeys(ids) if one in known]


_ACTS: dict[str, Callable[[Session, str, int], None]] = {
    "put": _put,
    "rename": _rename,
    "remove": _remove,
    "show": _show,
    "memo": _memo,
    "forget": _forget,
}
_SAID = {
    "put": "Saved.",
    "rename": "The heading has a new name. Its earlier names are kept.",
    "remove": "The heading is removed. Its notes are still here, without a heading.",
    "show": "Saved. This is what the next day opens with.",
    "memo": "Your memo is kept.",
    "forget": "Your memo is removed.",
}
_BACK = {
    "put": "notes",
    "rename": "headings",
    "remove": "headings",
    "show": "others",
    "memo": "memos",
    "forget": "memos",
}
