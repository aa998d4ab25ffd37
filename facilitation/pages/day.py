"""What somebody has of an event on their own phone: what comes next, their notes, answers and link, and the way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, flash, make_response, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from facilitation.day.marks import marks_of
from facilitation.interactions import DAY
from facilitation.leaving import leave_event
from facilitation.pages.phone import come_in
from facilitation.seat_cookie import hand_new_token, hand_token, is_live, person_at, tokens_held
from facilitation.seat_news import tell_changed
from facilitation.words import ANSWERS_SAID, ASKED_WORDS, KIND_WORDS, SEES_WORDS, SET_ASIDE_SEES
from retreat.analysis.themes.returning import given_back_to
from retreat.consent.operations import record_answers
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.consent.queries import latest_answers
from retreat.consent.retention.queries import untils
from retreat.errors import NotSignedIn
from retreat.export.told.answering import may_be_quoted
from retreat.export.told.rounds import open_rounds as asked_about_quotes
from retreat.log.makings import ONLY_ME, Making, OwnMade, makings, own_made
from retreat.people.access import Holder
from retreat.people.places import mark_left, shut
from retreat.people.queries import described_person
from retreat.programme.events import is_open, session_now
from retreat.programme.queries import EventView, SessionLine, event_view
from retreat.web.addresses import own_link, qr_svg
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import local_path, page, see_other


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who this phone is at an event."""

    holder: Holder
    token: str
    event: EventView


@seat
def day(event_id: str) -> Response:
    """What is open, what comes next, and one's own notes by session, answers and link."""
    person = person_here(event_id)
    if person is None:
        return come_in()
    with house().database.read() as db:
        made = own_made(db, person.holder.id)
        parts = {name: gather(db, person.holder.id) for name, gather in DAY.items()}
        given = latest_answers(db, person.holder.id)
        marks = marks_of(db, person.holder.id)
        themes = len(given_back_to(db, person.holder.id))
        asked = asked_about_quotes(db, person.holder.id, on=house().clock().astimezone().date())
        quoted = may_be_quoted(db, person.holder.id)
        who = described_person(db, person.holder.id)
        closed = not is_open(db, event_id, now=house().clock())
        latest = session_now(db, event_id)
    sessions = person.event.sessions
    response = page(
        "phone/day.html",
        event=person.event,
        who=who,
        closed=closed,
        keeps_to_self=any(one.share == ONLY_ME and not one.set_aside for one in made),
        # The one opened last is where people are; one before it may have been left open.
        open_now=sorted((one for one in sessions if one.state == "open"), key=lambda one: one.id != latest),
        planned=[one for one in sessions if one.state == "planned"],
        mine=[(making, _by_session(made, making, sessions)) for making in makings()],
        parts=parts,
        marks=[(one, marks[one.id]) for one in sessions if one.id in marks],
        given=given,
        themes=themes,
        asked_quotes=asked,
        quoted=quoted,
        link=own_link(person.token),
        kinds=KIND_WORDS,
        sees=SEES_WORDS,
        set_aside_sees=SET_ASIDE_SEES,
        asked=ASKED_WORDS,
        said=ANSWERS_SAID,
        new_id=house().ids,
        boot={"token": person.token, "open": [one.id for one in sessions if one.state == "open"]},
    )
    return hand_token(response, event_id, person.token)


@seat
def answers_page(event_id: str) -> Response:
    """The two answers, to look at and to change; they hold for the whole event."""
    person = person_here(event_id)
    if person is None:
        return come_in()
    with house().database.read() as db:
        given = latest_answers(db, person.holder.id)
        kept = untils(db, event_id, house().clock().date())
    return page(
        "phone/answers.html",
        kept=kept,
        event=person.event,
        given=given,
        asked=ASKED_WORDS,
        said=ANSWERS_SAID,
        back=_back(event_id, request.args),
    )


@seat
def change_answers(event_id: str) -> Response:
    """Keep the answers as they are now; the earlier ones keep their dates."""
    person, here, form = person_here(event_id), house(), request.form
    if person is None:
        return come_in()
    sent: dict[str, str] = {}
    if form.get("notes") in ("yes", "no"):
        sent["notes_kept"] = form["notes"]
    if form.get("sound") in ("yes", "no"):
        sent |= dict.fromkeys(SOUND_PURPOSES, form["sound"])

    def keep(db: Session) -> list[str]:
        now, given = here.clock(), latest_answers(db, person.holder.id)
        # An answer that stays as it was keeps its date.
        changed = {name: said for name, said in sent.items() if name not in given or given[name].answer != said}
        if not changed:
            return []
        record_answers(db, participant_id=person.holder.id, answers=changed, how="form", now=now, ids=here.ids)
        return tell_changed(db, person.holder.id, now=now, ids=here.ids)

    for grown in here.database.write(keep):
        here.nudge(grown)
    flash("Your answers are saved.", "good answers_saved")
    return see_other(_back(event_id, form))


@seat
def own_link_picture(event_id: str) -> Response:
    """One's own link as a picture, to scan with another phone or to print."""
    person = person_here(event_id)
    if person is None:
        raise NotSignedIn
    response = make_response(qr_svg(own_link(person.token)))
    response.content_type = "image/svg+xml; charset=utf-8"
    return response


@seat
def own_link_sheet(event_id: str) -> Response:
    """One's own link on a sheet of paper."""
    person = person_here(event_id)
    if person is None:
        return come_in()
    link = own_link(person.token)
    picture = Markup(qr_svg(link))  # noqa: S704 - drawn by us, holds no text of anybody
    return page("phone/link_sheet.html", event=person.event, link=link, picture=picture)


@seat
def leave_page(event_id: str) -> Response:
    """What leaving means, before it is done."""
    person = person_here(event_id)
    return come_in() if person is None else page("phone/leave.html", event=person.event, holder=person.holder)


@seat
def leave(event_id: str) -> Response:
    """Leave the event: the token no longer opens anything, on any phone.

    This browser keeps a mark instead, so that it is known to have had its seat.
    """
    person, here = person_here(event_id), house()
    if person is None:
        return come_in()
    is_handed_on = request.form.get("shared") == "yes"

    def go(db: Session) -> tuple[list[str], str]:
        grown = leave_event(db, person.event, person.holder.id, person.token, now=here.clock(), ids=here.ids)
        mark = mark_left(db, person.holder.id)
        if is_handed_on:
            shut(db, person.holder.id)
        return grown, mark

    grown, mark = here.database.write(go)
    for session_id in grown:
        here.nudge(session_id)
    flash("You have left. Thank you for taking part.", "good left")
    with here.database.read() as db:
        others = [token for token in tokens_held().values() if token != person.token and is_live(db, token)]
    if others:
        flash(
            "This phone still knows you at the events below. If somebody else needs it, leave those too.",
            "care knows_more",
        )
    return hand_new_token(see_other("/"), event_id, mark)


def _by_session(
    made: Sequence[OwnMade], making: Making, sessions: Sequence[SessionLine]
) -> list[tuple[SessionLine, list[OwnMade]]]:
    """What somebody made of one kind, in the order of the sessions; none where nothing is."""
    found = [(one, [each for each in made if each.making is making and each.session_id == one.id]) for one in sessions]
    return [(one, some) for one, some in found if some]


def _back(event_id: str, asked: Mapping[str, str]) -> str:
    return local_path(asked.get("back"), f"/e/{event_id}")


def person_here(event_id: str) -> Person | None:
    """Who this browser is at an event, by its cookie."""
    with house().database.read() as db:
        found = person_at(db, event_id)
        return found and Person(holder=found[0], token=found[1], event=event_view(db, event_id))
