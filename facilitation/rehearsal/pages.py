"""Starting and ending a rehearsal from the agenda, and the door of the rehearsal itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from flask import Response, current_app, flash, request
from markupsafe import Markup

from facilitation.activities import offered
from facilitation.rehearsal.command import PEOPLE_MAX
from facilitation.rehearsal.keeper import keeper_of
from facilitation.rehearsal.laying_out import STAFF_ID
from facilitation.rehearsal.planned import activity_plan, event_plan
from retreat.errors import Conflict, NotFound, NotPermitted
from retreat.people.accounts import SIGN_IN_LASTS_S, start_sign_in
from retreat.people.door import count_wrong_letters
from retreat.people.guard import COOKIE, connection_is_safe, right_required
from retreat.programme.catalogue import Offered
from retreat.programme.queries import event_view
from retreat.web.addresses import qr_svg
from retreat.web.asked import number
from retreat.web.cookies import set_cookie
from retreat.web.guard import public
from retreat.web.house import house
from retreat.web.origins import from_this_machine
from retreat.web.pages import page, see_other, unkept

USUAL_PEOPLE = 12
ACTIVITY_TABLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is rehearsed: by its key, which is also the address of its page.

    Attributes:
        only: The id of the session that is rehearsed alone; empty for a whole event.
    """

    key: str
    title: str
    trail: tuple[tuple[str, str], ...]
    only: str = ""


@right_required("leads")
def rehearsal_page(event_id: str) -> Response:
    """What a rehearsal of an event is, or of one of its sessions alone, and where the running one is."""
    return _page(_of_event(event_id))


@right_required("leads")
def begin_rehearsal(event_id: str) -> Response:
    """Start a rehearsal of this event as it is planned now."""
    with house().database.read() as db:
        plan = event_plan(db, event_id)
    if only := request.form.get("session", ""):
        plan |= {"agenda": [], "sessions": [one for one in plan["sessions"] if one["id"] == only]}
    return _begin(_of_event(event_id), plan)


@right_required("leads")
def end_rehearsal(event_id: str) -> Response:
    """End the running rehearsal of this event."""
    return _end(_of_event(event_id))


@right_required("leads")
def activity_rehearsal(programme_id: str, activity: str) -> Response:
    """What a rehearsal of one activity is, and where the running one is."""
    return _page(_of_activity(programme_id, _activity(programme_id, activity)))


@right_required("leads")
def begin_activity_rehearsal(programme_id: str, activity: str) -> Response:
    """Start a rehearsal of one activity, at a few tables."""
    found = _activity(programme_id, activity)
    return _begin(_of_activity(programme_id, found), activity_plan(found, tables=ACTIVITY_TABLES))


@right_required("leads")
def end_activity_rehearsal(programme_id: str, activity: str) -> Response:
    """End the running rehearsal of this activity."""
    return _end(_of_activity(programme_id, _activity(programme_id, activity)))


def _of_event(event_id: str) -> Subject:
    with house().database.read() as db:
        event = event_view(db, event_id)
        asked = request.values.get("session", "")
        only = next((one for one in event.sessions if one.id == asked), None)
    places = (
        ("Programme", "/desk"),
        (event.title, f"/desk#e-{event_id}"),
        ("Agenda", f"/desk/events/{event_id}/agenda"),
    )
    return Subject(
        key=f"/desk/events/{event_id}/rehearsal",
        title=only.title if only else event.title,
        trail=places,
        only=only.id if only else "",
    )


def _of_activity(programme_id: str, activity: Offered) -> Subject:
    base = f"/desk/programmes/{programme_id}/activities"
    places = (("Programme", "/desk"), ("Activities", base))
    return Subject(key=f"{base}/{activity.key}/rehearsal", title=activity.name, trail=places)


def _activity(programme_id: str, key: str) -> Offered:
    with house().database.read() as db:
        found = offered(db, programme_id).activities.get(key)
    if found is None:
        raise NotFound("There is no such activity.")
    return found


def _page(subject: Subject) -> Response:
    running = keeper_of(current_app).now()
    return unkept(
        page(
            "programme/rehearsal/rehearsal.html",
            subject=subject,
            running=running,
            is_this=running is not None and running.key == subject.key,
            picture=Markup(qr_svg(running.told["phones"])) if running and running.told else "",  # noqa: S704 - drawn here
            is_here=from_this_machine(),
            people=USUAL_PEOPLE,
            people_max=PEOPLE_MAX,
            inside=bool(house().settings.rehearsal),
        )
    )


def _begin(subject: Subject, plan: Mapping[str, Any]) -> Response:
    if house().settings.rehearsal:
        raise NotFound
    people = number(request.form.get("people")) or USUAL_PEOPLE
    if not plan["sessions"]:
        flash("Nothing is planned here yet, so there is nothing to rehearse.", "care no_sessions")
        return see_other(subject.key)
    try:
        keeper_of(current_app).start(subject.key, plan, people=min(max(people, 1), PEOPLE_MAX))
    except Conflict as error:
        flash(error.tell, f"care {error.code}")
    return see_other(subject.key)


def _end(subject: Subject) -> Response:
    keeper = keeper_of(current_app)
    running = keeper.now()
    if running is not None and running.key == subject.key:
        keeper.end()
        flash("The rehearsal has ended. Everything in it is erased.", "good rehearsal_ended")
    return see_other(subject.key)


@public
def enter_page() -> Response:
    """The door of a rehearsal; its token is in the part of the address that browsers do not send."""
    if not house().settings.rehearsal:
        return see_other("/")
    return unkept(page("programme/rehearsal/enter.html"))


@public
def enter() -> Response:
    """Sign in to a rehearsal, whose one account has no password."""
    here = house()
    if not here.settings.rehearsal:
        raise NotFound
    token = request.form.get("token", "").strip()
    if not connection_is_safe() or not compare_digest(token.encode(), here.settings.rehearsal.encode()):
        count_wrong_letters()
        raise NotPermitted("This link does not open the rehearsal. Open it again from the agenda.")
    signed_in = here.database.write(
        lambda db: start_sign_in(db, staff_id=STAFF_ID, now=here.clock(), ids=here.ids)
    )  # fmt: skip
    response = see_other("/desk")
    set_cookie(response, COOKIE, signed_in, max_age_s=SIGN_IN_LASTS_S)
    return response
