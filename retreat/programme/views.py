"""Views of the desk's home and its forms. A form that is refused comes back as it was filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, flash, request

from retreat.errors import InvalidInput, NotPermitted, RetreatError
from retreat.keeping import standing
from retreat.people.guard import this_staff
from retreat.programme.catalogue import activities
from retreat.programme.events import is_over
from retreat.programme.models import EVENT_KINDS
from retreat.programme.operations import (
    TABLES_MAX,
    add_partner,
    create_event,
    create_programme,
    create_session,
    set_sectors,
)
from retreat.programme.queries import event_view, programme_view, programmes
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import page, see_other


def home() -> Response:
    """Everything there is, and the one next step."""
    now = house().clock()
    with house().database.read() as db:
        found = programmes(db, staff_id=this_staff().staff_id)
        kept = standing.standing(db)
    made_at = kept.backup_at if kept else None
    backup = {
        "age": standing.age_in_words(made_at, now) if made_at else None,
        "is_old": standing.is_old(made_at, now),
        "trouble": kept.trouble if kept else None,
    }
    going = [event for one in found for event in one.events if not is_over(event, now=now)]
    waiting = [line for event in going for line in event.sessions if line.state != "ended"]
    upcoming = next((line for line in waiting if line.state == "open"), waiting[0] if waiting else None)
    next_id = upcoming.id if upcoming else None
    return page("programme/home.html", programmes=found, next_id=next_id, now=now, backup=backup)


def new_programme() -> Response:
    """A form with one field."""
    if this_staff().role != "facilitator":
        raise NotPermitted("Only facilitators can create a programme.", code="role")
    if request.method == "GET":
        return page("programme/new_programme.html", title="", errors={})
    here, title = house(), request.form.get("title", "")
    try:
        programme_id = here.database.write(
            lambda db: create_programme(db, title=title, by=this_staff().staff_id, now=here.clock(), ids=here.ids)
        )
    except InvalidInput as error:
        return page("programme/new_programme.html", error.status, title=title, errors=_errors(error, "title"))
    return see_other(f"/desk/programmes/{programme_id}/events/new")


def edit_programme(programme_id: str) -> Response:
    """Its sectors, one a line, and its partners."""
    here, form = house(), request.form
    with here.database.read() as db:
        found = programme_view(db, programme_id, staff_id=this_staff().staff_id)
    if request.method == "GET":
        return page("programme/edit_programme.html", programme=found, sectors="\n".join(found.sectors), errors={})
    try:
        if "partner" in form:
            here.database.write(lambda db: add_partner(db, programme_id, name=form["partner"], ids=here.ids))
            flash("The partner has been added.", "good")
        else:
            names = form.get("sectors", "").splitlines()
            here.database.write(lambda db: set_sectors(db, programme_id, names, now=here.clock(), ids=here.ids))
            flash("The sectors have been saved.", "good")
    except InvalidInput as error:
        field = "partner" if "partner" in form else "sectors"
        return page(
            "programme/edit_programme.html",
            error.status,
            programme=found,
            sectors=form.get("sectors", "\n".join(found.sectors)),
            errors=_errors(error, field),
        )
    return see_other(f"/desk/programmes/{programme_id}")


def new_event(programme_id: str) -> Response:
    """What kind of gathering, when and where."""
    here, form = house(), request.form
    with here.database.read() as db:
        found = programme_view(db, programme_id)
    filled = {
        "title": form.get("title", ""),
        "kind": form.get("kind", "data_retreat"),
        "starts_on": form.get("starts_on", here.clock().date().isoformat()),
        "ends_on": form.get("ends_on", ""),
        "place": form.get("place", ""),
    }
    context: dict[str, Any] = {"programme": found, "filled": filled, "kinds": list(EVENT_KINDS.items())}
    if request.method == "GET":
        return page("programme/new_event.html", errors={}, **context)
    try:
        starts_on = _day(filled["starts_on"], "starts_on")
        ends_on = _day(filled["ends_on"], "ends_on") if filled["ends_on"] else None
        event_id = here.database.write(
            lambda db: create_event(
                db,
                programme_id=programme_id,
                title=filled["title"],
                kind=filled["kind"],
                starts_on=starts_on,
                ends_on=ends_on,
                place=filled["place"],
                now=here.clock(),
                ids=here.ids,
            )
        )
    except InvalidInput as error:
        return page("programme/new_event.html", error.status, errors=_errors(error, "title"), **context)
    lasts_days = ends_on is not None and ends_on > starts_on
    return see_other(f"/desk/events/{event_id}/{'agenda' if lasts_days else 'sessions/new'}")


def new_session(event_id: str) -> Response:
    """Which activity; it brings its rounds and prompts along."""
    here, form, staff = house(), request.form, this_staff()
    with here.database.read() as db:
        found = event_view(db, event_id)
        offer = activities(db, found.programme_id)
    filled = {
        "title": form.get("title", ""),
        "activity": form.get("activity", request.args.get("activity", "")),
        "tables": form.get("tables", "0"),
        "seating": form.get("seating", "chosen"),
        "sound": form.get("sound", "on"),
        "quiet_table": form.get("quiet_table", ""),
    }
    context: dict[str, Any] = {
        "event": found,
        "filled": filled,
        "offer": offer,
        "tables_max": TABLES_MAX,
    }
    if is_over(found, now=here.clock()):
        return page("programme/event_over.html", event=found)
    if request.method == "GET":
        return page("programme/new_session.html", errors={}, **context)
    try:
        template, tables = offer.activity(filled["activity"]), _tables(filled["tables"])
        quiet_table = _quiet_table(filled, tables)
        made = here.database.write(
            lambda db: create_session(
                db,
                event_id=event_id,
                title=filled["title"],
                template=template,
                by=staff.staff_id,
                clock=here.clock,
                ids=here.ids,
                tables=tables,
                tables_given=filled["seating"] == "given",
                without_sound=filled["sound"] == "off",
                quiet_table=quiet_table,
            )
        )
    except InvalidInput as error:
        return page("programme/new_session.html", error.status, errors=_errors(error, "title"), **context)
    return see_other(f"/desk/sessions/{made.id}")


def _day(text: str, field: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("Please choose a day.", fields={field: "Please choose a day."}) from error
    if not 1990 <= found.year <= 2200:
        raise InvalidInput("Please choose a day.", fields={field: "Please choose a day between 1990 and 2200."})
    return found


def _tables(text: str) -> int:
    found = number(text)
    if found is None or found > TABLES_MAX:
        says = f"Please write a number from 0 to {TABLES_MAX}."
        raise InvalidInput(says, fields={"tables": says})
    return found


def _quiet_table(filled: Mapping[str, str], tables: int) -> int | None:
    """The table without sound, if there is to be one; the last one, if no number was typed."""
    if filled["sound"] != "table":
        return None
    typed = filled["quiet_table"].strip()
    found = number(typed) if typed else tables
    if found is None:
        says = "Please write the number of the table."
        raise InvalidInput(says, fields={"quiet_table": says})
    return found


def _errors(error: RetreatError, field: str) -> dict[str, str]:
    """The sentence of the error beside the field that it is about."""
    return dict.fromkeys(error.fields or {field: ""}, error.tell)
