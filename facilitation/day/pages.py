"""Keeping a copy of one's own words and answers, and having a phone forget its owner. Works without scripts."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, request

from facilitation.day.copy import as_text, parts_of
from facilitation.day.marks import marks_of
from facilitation.pages.day import person_here
from facilitation.pages.phone import come_in
from facilitation.seat_cookie import hand_new_token
from retreat.consent.queries import latest_answers
from retreat.ids import new_token
from retreat.log.makings import own_made
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import local, page, see_other, unkept


@seat
def copy(event_id: str) -> Response:
    """A file with one's own words, dots and answers: a page to read, or plain text."""
    person = person_here(event_id)
    if person is None:
        return come_in()
    with house().database.read() as db:
        made = own_made(db, person.holder.id)
        given = latest_answers(db, person.holder.id)
        marks = marks_of(db, person.holder.id)
    parts, at = parts_of(made, marks, given, person.event.sessions), local(house().clock())
    if request.args.get("as") == "text":
        response, ending = make_response(as_text(person.event.title, at, parts)), "txt"
        response.content_type = "text/plain; charset=utf-8"
    else:
        response = make_response(render_template("phone/copy.html", event=person.event, at=at, parts=parts))
        ending = "html"
    response.headers["Content-Disposition"] = f'attachment; filename="my-copy.{ending}"'
    return unkept(response)


@seat
def forget_page(event_id: str) -> Response:
    """What it means that a phone forgets its owner, before it is done."""
    person = person_here(event_id)
    return come_in() if person is None else page("phone/forget.html", event=person.event, holder=person.holder)


@seat
def forget(event_id: str) -> Response:
    """Have this browser forget who it was; nothing changes for the person, or on their other phones.

    The browser keeps a token that opens nothing, so that it still counts as having had its seat.
    """
    if person_here(event_id) is None:
        return come_in()
    flash("This phone has forgotten you.", "good forgotten")
    return hand_new_token(see_other("/"), event_id, new_token())
