"""What somebody has of an event on their own phone: what comes next, their notes, answers and link, and the way out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, make_response
from markupsafe import Markup

from facilitation.seat_cookie import forget_token, hand_token, token_at
from facilitation.words import KIND_WORDS, SHARE_WORDS
from retreat.consent.queries import latest_answers
from retreat.errors import NotSignedIn
from retreat.log.written import OwnNote, own_notes
from retreat.people.access import Holder, holder_of_token
from retreat.people.operations import end_token
from retreat.programme.queries import EventView, event_view
from retreat.web.addresses import own_link, qr_svg
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, see_other

COME_IN = "Please come in with the letters on the screen."


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who this phone is at an event."""

    holder: Holder
    token: str
    event: EventView


@seat
def day(event_id: str) -> Response:
    """What is on and what comes next, one's own notes by session, one's answers and one's own link."""
    person = _person(event_id)
    if person is None:
        return _come_in()
    with house().database.read() as db:
        notes = own_notes(db, person.holder.id)
        given = latest_answers(db, person.holder.id)
    by_session: dict[str, list[OwnNote]] = {}
    for note in notes:
        by_session.setdefault(note.session_id, []).append(note)
    sessions = person.event.sessions
    response = page(
        "phone/day.html",
        event=person.event,
        open_now=[one for one in sessions if one.state == "open"],
        planned=[one for one in sessions if one.state == "planned"],
        noted=[(one, by_session[one.id]) for one in sessions if one.id in by_session],
        given=given,
        answers_at=sessions[-1].id if sessions else None,
        link=own_link(person.token),
        kinds=KIND_WORDS,
        shares=SHARE_WORDS,
        new_id=house().ids,
        boot={"token": person.token, "open": [one.id for one in sessions if one.state == "open"]},
    )
    return hand_token(response, event_id, person.token)


@seat
def own_link_picture(event_id: str) -> Response:
    """One's own link as a picture, to scan with another phone or to print."""
    person = _person(event_id)
    if person is None:
        raise NotSignedIn
    response = make_response(qr_svg(own_link(person.token)))
    response.content_type = "image/svg+xml; charset=utf-8"
    return response


@seat
def own_link_sheet(event_id: str) -> Response:
    """One's own link on a sheet of paper."""
    person = _person(event_id)
    if person is None:
        return _come_in()
    link = own_link(person.token)
    picture = Markup(qr_svg(link))  # noqa: S704 - drawn by us, holds no text of anybody
    return page("phone/link_sheet.html", event=person.event, link=link, picture=picture)


@seat
def leave_page(event_id: str) -> Response:
    """What leaving means, before it is done."""
    person = _person(event_id)
    return _come_in() if person is None else page("phone/leave.html", event=person.event, holder=person.holder)


@seat
def leave(event_id: str) -> Response:
    """Leave the event: the token opens nothing any more, on no phone."""
    person, here = _person(event_id), house()
    if person is None:
        return _come_in()
    here.database.write(lambda db: end_token(db, person.holder.id, now=here.clock()))
    flash("You have left, and this phone has forgotten you. Thank you for taking part.", "good left")
    return forget_token(see_other("/"), person.token)


def _person(event_id: str) -> Person | None:
    with house().database.read() as db:
        token = token_at(db, event_id)
        try:
            holder = holder_of_token(db, token)
        except NotSignedIn:
            return None
        return Person(holder=holder, token=token or "", event=event_view(db, event_id))


def _come_in() -> Response:
    flash(COME_IN, "care")
    return see_other("/")
