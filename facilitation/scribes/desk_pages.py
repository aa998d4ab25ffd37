"""People without a device, for the facilitators: adding them, their answers, their places, and taking back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.day.marks import marks_of
from facilitation.scribes.asking import answers_in, arrival_in, unanswered
from facilitation.scribes.phone_pages import slip_told
from facilitation.scribes.taking_back import take_back
from facilitation.seat_news import tell_changed
from facilitation.withdrawing.giving_up import withdraw
from facilitation.words import ANSWERS_SAID, ASKED_WORDS, SEES_WORDS, SET_ASIDE_SEES
from retreat.consent.operations import record_answers
from retreat.consent.queries import latest_answers
from retreat.consent.withdrawal.operations import Wish
from retreat.consent.withdrawal.scopes import ALL
from retreat.errors import InvalidInput, NotFound
from retreat.log.makings import ONLY_ME, own_made
from retreat.people.guard import right_required, this_staff
from retreat.people.noting import write_down
from retreat.people.seating import sittings
from retreat.people.spoken_for.rule import scribe_of
from retreat.people.spoken_for.slips import (
    Slip,
    add_person,
    choose_scribe,
    person_with_slip,
    scribe_chosen,
    seat_person,
    slip_of,
    slips_of,
    spaced_slip,
)
from retreat.programme.events import session_now
from retreat.programme.queries import EventView, event_view, sectors_of_event, session_view
from retreat.programme.tables import table_chosen
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept


@right_required("leads")
def people_without(event_id: str) -> Response:
    """Everybody without a device, the form for somebody new, and a slip found by its number."""
    typed = request.args.get("slip", "")[:64]
    if not typed:
        return _list(event_id)
    try:
        with house().database.read() as db:
            found = person_with_slip(db, event_id, typed)
    except NotFound as error:
        return _list(event_id, error.status, errors={"slip": error.tell})
    return see_other(f"{_base(event_id)}/{found}")


@right_required("leads")
def add_at_desk(event_id: str) -> Response:
    """Somebody without a device has come, with the answers that they gave aloud."""
    here, form = house(), request.form
    errors = unanswered(form)
    if errors:
        return _list(event_id, 422, errors=errors)

    def add(db: Session) -> str:
        session_id = session_now(db, event_id)
        if session_id is None:
            raise InvalidInput("Please plan a session first: people come into a session.")
        table = form.get("table") or None
        arrival = arrival_in(form, session_id=session_id, table=table, entered_by=this_staff().staff_id)
        return add_person(db, event_id, arrival, now=here.clock(), ids=here.ids).id

    try:
        person_id = here.database.write(add)
    except InvalidInput as error:
        return _list(event_id, error.status, errors=dict.fromkeys(error.fields, error.tell), wrong=error.tell)
    flash("They are in. Please give them their slip.", "good added")
    return see_other(f"{_base(event_id)}/{person_id}")


@right_required("leads")
def person_page(event_id: str, person_id: str) -> Response:
    """One of them: answers, places, and what can be taken back."""
    return _person(event_id, person_id)


@right_required("leads")
def desk_slip(event_id: str, person_id: str) -> Response:
    """The slip, to print."""
    with house().database.read() as db:
        told = slip_told(db, event_id, person_id)
    return unkept(page("phone/slip.html", **told, back=f"{_base(event_id)}/{person_id}"))


@right_required("leads")
def enter_answers(event_id: str, person_id: str) -> Response:
    """Enter what somebody answers now; an answer that stays as it was keeps its date."""
    here, form = house(), request.form
    errors = unanswered(form)
    if errors:
        return _person(event_id, person_id, 422, errors=errors)

    def keep(db: Session) -> list[str]:
        slip_of(db, event_id, person_id)
        now, given = here.clock(), latest_answers(db, person_id)
        changed = {
            name: said for name, said in answers_in(form).items() if name not in given or given[name].answer != said
        }
        if not changed:
            return []
        by = this_staff().staff_id
        record_answers(
            db, participant_id=person_id, answers=changed, how="spoken", now=now, ids=here.ids, entered_by=by
        )
        _written(db, "answers_entered", event_id, person_id)
        return tell_changed(db, person_id, now=now, ids=here.ids)

    _nudge(here.database.write(keep))
    flash("Their answers are saved.", "good answers_saved")
    return see_other(f"{_base(event_id)}/{person_id}")


@right_required("leads")
def place_person(event_id: str, person_id: str) -> Response:
    """They are in this session now, at a table, or with somebody who writes for them."""
    here, form = house(), request.form
    session_id = form.get("session", "")

    def place(db: Session) -> list[str]:
        slip = slip_of(db, event_id, person_id)
        if session_id not in {one.id for one in event_view(db, event_id).sessions if one.state != "ended"}:
            raise InvalidInput("Please choose a session that has not ended.")
        meeting = session_view(db, session_id)
        table_id = None
        if meeting.tables_open:
            table_id = table_chosen(db, session_id=session_id, table=form.get("table", ""))
        if session_id not in slip.seats or slip.seats[session_id] != table_id:
            seat_person(db, person_id, session_id, table_id, now=here.clock())
        touched = [person_id]
        if not meeting.tables_open:
            before, scribe = scribe_chosen(db, person_id, session_id), form.get("scribe") or None
            if scribe and scribe not in {one.id for one in sittings(db, session_id) if not one.slip}:
                raise InvalidInput("Please choose somebody who is in this session with a phone.")
            choose_scribe(db, person_id, session_id, scribe)
            touched += [one for one in (before, scribe) if one]
        return [grown for one in touched for grown in tell_changed(db, one, now=here.clock(), ids=here.ids)]

    try:
        _nudge(here.database.write(place))
    except InvalidInput as error:
        return _person(event_id, person_id, error.status, wrong=error.tell)
    flash("Saved.", "good placed")
    return see_other(f"{_base(event_id)}/{person_id}")


@right_required("leads")
def open_day(event_id: str, person_id: str) -> Response:
    """What somebody made, opened at their wish; it is written down that it was."""

    def note(db: Session) -> None:
        slip_of(db, event_id, person_id)
        _written(db, "day_opened", event_id, person_id)

    house().database.write(note)
    return _person(event_id, person_id, is_day=True)


@right_required("leads")
def take_one_back(event_id: str, person_id: str) -> Response:
    """Erase one thing of theirs, at their wish."""
    here = house()

    def erase(db: Session) -> str:
        slip_of(db, event_id, person_id)
        thing = request.form.get("thing", "")
        grown = take_back(db, person_id, thing, by=this_staff().staff_id, now=here.clock(), ids=here.ids)
        _written(db, "taken_back_for", event_id, person_id)
        return grown

    _nudge([here.database.write(erase)])
    flash("It is erased.", "good erased")
    return see_other(f"{_base(event_id)}/{person_id}")


@right_required("leads")
def withdraw_person(event_id: str, person_id: str) -> Response:
    """Take back everything of somebody, at their wish, once it has been confirmed."""
    here, by = house(), this_staff().staff_id
    with here.database.read() as db:
        slip_of(db, event_id, person_id)
    if request.form.get("sure") != "yes":
        return _person(event_id, person_id, 422, errors={"sure": "Please tick the box first. It cannot be undone."})

    withdrawal_id = withdraw(here, Wish(participant_id=person_id, scope=ALL, how="spoken", by=by))
    flash("It is being erased, and they are out of the event. This is their receipt.", "good withdrawn")
    return see_other(f"/desk/events/{event_id}/withdrawals/{withdrawal_id}")


def _base(event_id: str) -> str:
    return f"/desk/events/{event_id}/without-device"


def _nudge(grown: Collection[str]) -> None:
    for session_id in set(grown):
        house().nudge(session_id)


def _written(db: Session, act: str, event_id: str, person_id: str) -> None:
    programme_id = event_view(db, event_id).programme_id
    by, now = this_staff().staff_id, house().clock()
    write_down(db, act, now=now, staff_id=by, programme_id=programme_id, thing=person_id)


def _list(event_id: str, status: int = 200, **said: Any) -> Response:
    with house().database.read() as db:
        event, people = event_view(db, event_id), slips_of(db, event_id)
        session_id = session_now(db, event_id)
        meeting = session_view(db, session_id) if session_id else None
        told: dict[str, Any] = {
            "event": event,
            "meeting": meeting,
            "sectors": sectors_of_event(db, event_id),
            "people": people,
        }
    told |= {"errors": {}, "wrong": "", "form": request.form, "typed": request.args.get("slip", ""), **said}
    return unkept(page("desk/without_device.html", status, **told, spaced=spaced_slip, base=_base(event_id)))


def _person(event_id: str, person_id: str, status: int = 200, *, is_day: bool = False, **said: Any) -> Response:
    with house().database.read() as db:
        event, slip = event_view(db, event_id), slip_of(db, event_id, person_id)
        every = own_made(db, person_id)
        made = every if is_day else []
        told: dict[str, Any] = {
            "event": event,
            "slip": slip,
            "number": spaced_slip(slip.number),
            "given": latest_answers(db, person_id) if is_day else {},
            "places": _places(db, event, slip),
            "many": len(every),
            "made": [(one, [each for each in made if each.session_id == one.id]) for one in event.sessions],
            "marks": marks_of(db, person_id) if is_day else {},
        }
    told |= {"asked": ASKED_WORDS, "said": ANSWERS_SAID, "sees": SEES_WORDS, "set_aside_sees": SET_ASIDE_SEES}
    told |= {"errors": {}, "wrong": "", "is_day": is_day, "only_me": ONLY_ME, **said}
    return unkept(page("desk/spoken_for.html", status, **told, base=_base(event_id)))


def _places(db: Session, event: EventView, slip: Slip) -> list[dict[str, Any]]:
    """Each session that has not ended: where they sit, whether somebody writes for them there, and who could."""
    found = []
    for line in event.sessions:
        if line.state == "ended":
            continue
        meeting = session_view(db, line.id)
        table_id = slip.seats.get(line.id)
        people = [one for one in sittings(db, line.id) if not one.slip]
        names = [(one.id, one.name or f"Person {place}") for place, one in enumerate(people, 1)]
        found.append(
            {
                "meeting": meeting,
                "is_in": line.id in slip.seats,
                "table_id": table_id,
                "has_scribe": bool(table_id and scribe_of(db, table_id)),
                "people": names,
                "scribe": scribe_chosen(db, slip.id, line.id),
            }
        )
    return found
