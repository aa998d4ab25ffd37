"""What somebody needs, on their own phone; and what everybody needs, for the facilitators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request

from facilitation.access.operations import Asked, keep_needs, mark_met, read_needs
from facilitation.access.queries import needs_at, own_needs, summed
from facilitation.access.words import EASY_NEEDS, NEEDS
from facilitation.pages.day import person_here
from facilitation.pages.phone import come_in
from retreat.errors import InvalidInput, NotFound
from retreat.people.guard import right_required
from retreat.programme.events import session_now
from retreat.programme.queries import event_view, session_view
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept


def asked_at_the_door() -> Asked:
    """What the form of the door, or of one's own page, has sent.

    Raises:
        InvalidInput: The words are too long.
    """
    form = request.form
    return read_needs(form.getlist("needs"), form.get("need_words", ""), tells_name=form.get("need_name") == "yes")


@seat
def needs_page(event_id: str) -> Response:
    """What somebody needs: to look at, to change and to take back."""
    person = person_here(event_id)
    if person is None:
        return come_in()
    with house().database.read() as db:
        own = own_needs(db, person.holder.id)
    return _own(person.event, own)


@seat
def change_needs(event_id: str) -> Response:
    """Keep what they need now in place of what they said before."""
    person, here = person_here(event_id), house()
    if person is None:
        return come_in()
    try:
        asked = asked_at_the_door()
    except InvalidInput as error:
        typed = Asked(needs=tuple(request.form.getlist("needs")), words=request.form.get("need_words", ""))
        return _own(person.event, typed, error)
    here.database.write(lambda db: keep_needs(db, event_id, person.holder.id, asked, now=here.clock()))
    flash("Saved. The facilitators can see what you need.", "good needs_saved")
    return see_other(f"/e/{event_id}")


@right_required("leads")
def event_needs(event_id: str) -> Response:
    """What the people who came need, what is met, and at which table they sit now."""
    with house().database.read() as db:
        event, needs, now = event_view(db, event_id), needs_at(db, event_id), session_now(db, event_id)
        tables = {table.id: table.name for table in session_view(db, now).tables} if now else {}
    return unkept(page("desk/needs.html", event=event, needs=needs, summed=summed(needs), tables=tables))


@right_required("leads")
def say_met(event_id: str, person_id: str) -> Response:
    """Say that a need is met, or not after all."""
    here, met = house(), request.form.get("met") == "yes"
    try:
        here.database.write(lambda db: mark_met(db, event_id, person_id, met=met, now=here.clock()))
    except NotFound as error:
        flash(error.tell, f"care {error.code}")
    return see_other(f"/desk/events/{event_id}/needs")


def for_templates() -> dict[str, Callable[[str], Any]]:
    """For sheets of a lower room: what people need, each once, with how many have it."""
    return {"needs_summed": _summed}


def _summed(event_id: str) -> list[tuple[str, int]]:
    with house().database.read() as db:
        return summed(needs_at(db, event_id))


def _own(event: Any, own: Asked, error: InvalidInput | None = None) -> Response:
    return unkept(
        page(
            "phone/needs.html",
            error.status if error else 200,
            event=event,
            needs=NEEDS,
            easy_needs=EASY_NEEDS,
            own=own,
            errors=error.fields if error else {},
        )
    )
