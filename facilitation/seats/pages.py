"""Who came into an event, for the facilitators: many at once, taking out and letting back in, sharing a phone."""

from __future__ import annotations

from collections.abc import Collection

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.seats.rushes import rushes
from facilitation.seats.taking_out import Tell, let_in, take_out
from retreat.people.arrivals import arrivals
from retreat.people.guard import right_required, this_staff
from retreat.people.noting import write_down
from retreat.people.places import NUMBER_LASTS, make_number
from retreat.programme.queries import event_view
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept


@right_required("leads")
def arrivals_page(event_id: str) -> Response:
    """People who came in many at once, then everybody, then those who were taken out."""
    return _page(event_id)


@right_required("leads")
def take_people_out(event_id: str) -> Response:
    """Take the selected people out, with what they wrote and voted."""
    chosen = request.form.getlist("people")
    here = house()
    grown = take_out(
        here.database, event_id, chosen, now=here.clock(), ids=here.ids, tell=_written("people_out", event_id)
    )
    _told(grown, f"{_people(len(chosen))} taken out.", "people_out")
    return see_other(f"/desk/events/{event_id}/arrivals#out")


@right_required("leads")
def let_people_in(event_id: str) -> Response:
    """Let the selected people back in, with all of it."""
    chosen = request.form.getlist("people")
    here = house()
    grown = let_in(
        here.database, event_id, chosen, now=here.clock(), ids=here.ids, tell=_written("people_in", event_id)
    )
    _told(grown, f"{_people(len(chosen))} let back in.", "people_in")
    return see_other(f"/desk/events/{event_id}/arrivals")


@right_required("leads")
def let_one_more_in(event_id: str) -> Response:
    """A number that lets one more person use a phone; shown once."""
    here, staff = house(), this_staff()
    with here.database.read() as db:
        event_view(db, event_id)
    number = here.database.write(lambda db: make_number(db, event_id, staff.staff_id, now=here.clock(), ids=here.ids))
    return unkept(_page(event_id, number=number))


def _page(event_id: str, *, number: str = "") -> Response:
    with house().database.read() as db:
        event, came = event_view(db, event_id), arrivals(db, event_id)
    inside = [one for one in came if one.out_at is None]
    return page(
        "desk/arrivals.html",
        event=event,
        rushes=rushes(came),
        inside=list(reversed(inside)),
        out=[one for one in reversed(came) if one.out_at is not None],
        number=number,
        minutes=int(NUMBER_LASTS.total_seconds() // 60),
    )


def _written(act: str, event_id: str) -> Tell:
    """Write down who did it, for each of the people, by id."""
    here, by = house(), this_staff().staff_id
    with here.database.read() as db:
        programme_id = event_view(db, event_id).programme_id

    def tell(db: Session, people: Collection[str]) -> None:
        for person in people:
            write_down(db, act, now=here.clock(), staff_id=by, programme_id=programme_id, thing=person)

    return tell


def _told(grown: Collection[str], said: str, code: str) -> None:
    for session_id in grown:
        house().nudge(session_id)
    flash(said, f"good {code}")


def _people(many: int) -> str:
    return "One person" if many == 1 else f"{many} people"
