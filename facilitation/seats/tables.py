"""The tables of a session, for the facilitators: who sits where, mixing, hosts and scribes, and reading back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, flash, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitation.seat_news import tell_changed
from facilitation.seats.mixing import WAYS, fingerprint, moves
from retreat.errors import InvalidInput, NotFound
from retreat.log.models import ReadBack
from retreat.people.guard import right_required
from retreat.people.ports import tell_sitting
from retreat.people.seating import DUTIES, Held, Sitting, ask_for, confirm_duty, duties, end_duty, move, pin, sittings
from retreat.programme.operations import set_tables
from retreat.programme.queries import SessionView, session_view
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

STAYS_QUIET = "Only people themselves choose the table without sound, or leave it, on their own phone."
MOVED_SINCE = "Somebody has come or moved since. Please look at the new list."


@right_required("leads")
def tables_page(session_id: str) -> Response:
    """Each table with its people, and the button by which it reads back what it wrote."""
    return _page(session_id)


@right_required("leads")
def make_tables(session_id: str) -> Response:
    """Make tables where there are none; whoever is already there can be mixed next."""
    here, count = house(), number(request.form.get("tables"))

    def write(db: Session) -> tuple[SessionView, list[str]]:
        meeting = session_view(db, session_id)
        grown: list[str] = []
        if meeting.state == "ended":
            raise InvalidInput("This session has ended, so it can have no tables.")
        if not meeting.tables_open:  # a button pressed twice makes them once
            if not count:
                raise InvalidInput("Please say how many tables there are, from 1 on.")
            set_tables(db, session_id, count, ids=here.ids, given=meeting.tables_given)
            grown = _tell(db, [one.id for one in sittings(db, session_id)])  # their phones ask them for a table
        return meeting, grown

    desk = f"/desk/sessions/{session_id}"
    try:
        meeting, grown = here.database.write(write)
    except InvalidInput as error:
        flash(error.tell, f"care {error.code}")
        return see_other(desk)
    _told(grown)
    is_live = meeting.state == "open"
    after = "People who are already here have none yet: mix them, or choose below." if is_live else ""
    flash(f"The tables are made. {after}".strip(), "good tables_made")
    return see_other(f"{desk}/tables" if is_live else desk)


@right_required("leads")
def preview_mix(session_id: str) -> Response:
    """Say beforehand who would move where; nothing changes yet."""
    return _page(session_id, how=request.form.get("how", ""), seed=house().ids())


@right_required("leads")
def move_people(session_id: str) -> Response:
    """Do what was shown, unless somebody has come or moved since: then show it again."""
    here, form = house(), request.form
    how, seed, seen = form.get("how", ""), form.get("seed", ""), form.get("seen", "")

    def write(db: Session) -> list[str] | None:
        meeting, people, held = _seating(db, session_id)
        hosts = _hosts(held)
        if fingerprint(people, hosts) != seen:
            return None
        to = moves(_way(how), people, _mixed_tables(meeting), hosts, seed=seed)
        return _move(db, session_id, to)

    grown = here.database.write(write)
    if grown is None:
        flash(MOVED_SINCE, "care moved_since")
        return _page(session_id, how=how, seed=here.ids())
    _told(grown)
    flash("Their phones show the new table." if grown else "Nobody had to move.", "good moved")
    return see_other(f"/desk/sessions/{session_id}/tables")


@right_required("leads")
def save_seats(session_id: str) -> Response:
    """What was changed by hand: tables, who stays, hosts and scribes. What was left alone stays as it is by now."""
    form = request.form

    def write(db: Session) -> list[str]:
        meeting, people, _held = _seating(db, session_id)
        known = {table.id for table in meeting.tables}
        to = {one.id: table for one in people if (table := _changed(form, f"table-{one.id}")) in known}
        _refuse_quiet_table(meeting, people, to)
        grown = _move(db, session_id, to)
        for is_pinned in (True, False):
            some = [one.id for one in people if (f"pin-{one.id}" in form) is is_pinned and f"table-{one.id}" in form]
            pin(db, session_id, some, pinned=is_pinned)
        return grown + _save_duties(db, session_id, known, form) + _confirm_host(db, known, form)

    _told(house().database.write(write))
    flash("Saved.", "good saved")
    return see_other(f"/desk/sessions/{session_id}/tables")


def _save_duties(db: Session, session_id: str, tables: Iterable[str], form: Mapping[str, str]) -> list[str]:
    """Whoever is chosen is asked, and answers on their phone; who sits elsewhere by now is not."""
    at = {one.id: one.table_id for one in sittings(db, session_id) if not one.slip}
    before = {(one.table_id, one.duty): one.participant_id for one in duties(db, session_id)}
    touched: list[str] = []
    for table_id in tables:
        for duty in DUTIES:
            chosen = _changed(form, f"{duty}-{table_id}")
            if chosen is None or (chosen and at.get(chosen) != table_id):
                continue
            end_duty(db, table_id, duty)
            if chosen:
                ask_for(db, session_id, table_id, duty, chosen, now=house().clock())
            touched += [one for one in (before.get((table_id, duty)), chosen) if one]
    return _tell(db, touched)


def _confirm_host(db: Session, tables: Iterable[str], form: Mapping[str, str]) -> list[str]:
    """A host who offered is confirmed, if that is still who it is: from then on they read what people there need."""
    table_id, _, host = form.get("confirm-host", "").partition(":")
    if table_id not in tables or not host:
        return []
    return _tell(db, [host]) if confirm_duty(db, table_id, "host", host, now=house().clock()) else []


def _changed(form: Mapping[str, str], name: str) -> str | None:
    """What a field says, where it was changed."""
    return form[name] if name in form and form[name] != form.get(f"{name}.was") else None


def _move(db: Session, session_id: str, to: Mapping[str, str]) -> list[str]:
    for participant_id, table_id in to.items():
        move(db, session_id, participant_id, table_id, now=house().clock())
    if to:
        tell_sitting(db, session_id, house().clock())
    return _tell(db, to)


def _tell(db: Session, people: Iterable[str]) -> list[str]:
    now, ids = house().clock(), house().ids
    return [grown for one in dict.fromkeys(people) for grown in tell_changed(db, one, now=now, ids=ids)]


def _told(grown: Iterable[str]) -> None:
    for session_id in set(grown):
        house().nudge(session_id)


def _mixed_tables(meeting: SessionView) -> list[str]:
    """The tables between which people are moved: nobody is moved to or from the one without sound."""
    return [table.id for table in meeting.tables if table != meeting.quiet_table]


def _refuse_quiet_table(meeting: SessionView, people: Iterable[Sitting], to: Mapping[str, str]) -> None:
    """Whoever sits at the table without sound has chosen it: nobody is sent there, or fetched from there."""
    quiet = meeting.quiet_table
    if quiet is not None and any(quiet.id in (one.table_id, to[one.id]) for one in people if one.id in to):
        raise InvalidInput(STAYS_QUIET, code="quiet_table")


def _way(how: str) -> str:
    if how not in WAYS:
        raise InvalidInput("Please choose how people are to move.", fields={"how": "is not known"})
    return how


def _hosts(held: Iterable[Held]) -> set[str]:
    return {one.participant_id for one in held if one.duty == "host" and one.is_taken}


def _seating(db: Session, session_id: str) -> tuple[SessionView, list[Sitting], list[Held]]:
    meeting = session_view(db, session_id)
    if not meeting.tables_open:
        raise NotFound
    if meeting.state == "ended" and request.method == "POST":
        raise InvalidInput("This session has ended, so nobody can move.")
    return meeting, sittings(db, session_id), duties(db, session_id)


def _page(session_id: str, *, how: str = "", seed: str = "") -> Response:
    here = house()
    with here.database.read() as db:
        meeting, people, held = _seating(db, session_id)
        ends = _read_back(db, session_id)
    names = {one.id: one.name or f"Person {place}" for place, one in enumerate(people, 1)}
    hosts = _hosts(held)
    preview = None
    if how:
        to = moves(_way(how), people, _mixed_tables(meeting), hosts, seed=seed)
        preview = {
            "how": how,
            "seed": seed,
            "seen": fingerprint(people, hosts),
            "moves": [(one, to[one.id]) for one in people if one.id in to],
            "stay": len(people) - len(to),
        }
    told: dict[str, Any] = {
        "meeting": meeting,
        "people": people,
        "names": names,
        "table_names": {table.id: table.name for table in meeting.tables},
        "held": {(one.table_id, one.duty): one for one in held},
        "tables": [_table(table.id, table.name, people, ends) for table in meeting.tables],
        "ways": WAYS,
        "preview": preview,
        "new_id": here.ids,
    }
    return unkept(page("desk/tables.html", **told))


def _table(table_id: str, name: str, people: Iterable[Sitting], ends: Mapping[str, Any]) -> dict[str, Any]:
    ends_at = ends.get(table_id)
    return {
        "id": table_id,
        "name": name,
        "people": [one for one in people if one.table_id == table_id],
        "ends_at": ends_at,
        "is_running": ends_at is not None and ends_at > house().clock(),
    }


def _read_back(db: Session, session_id: str) -> dict[str, Any]:
    read = select(ReadBack.table_id, func.max(ReadBack.ends_at)).where(ReadBack.session_id == session_id)
    return dict(db.execute(read.group_by(ReadBack.table_id)).tuples().all())
