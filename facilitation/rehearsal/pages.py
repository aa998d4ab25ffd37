"""Starting and ending a rehearsal from the agenda, and the door of the rehearsal itself."""

from __future__ import annotations

from hmac import compare_digest

from flask import Response, current_app, flash, request

from facilitation.rehearsal.command import PEOPLE_MAX
from facilitation.rehearsal.keeper import keeper_of
from facilitation.rehearsal.laying_out import STAFF_ID
from facilitation.rehearsal.planned import event_plan
from retreat.errors import Conflict, NotFound, NotPermitted
from retreat.people.accounts import SIGN_IN_LASTS_S, start_sign_in
from retreat.people.door import count_wrong_letters
from retreat.people.guard import COOKIE, connection_is_safe, right_required
from retreat.programme.queries import event_view
from retreat.web.asked import number
from retreat.web.cookies import set_cookie
from retreat.web.guard import public
from retreat.web.house import house
from retreat.web.origins import from_this_machine
from retreat.web.pages import page, see_other, unkept

USUAL_PEOPLE = 12


@right_required("leads")
def rehearsal_page(event_id: str) -> Response:
    """What a rehearsal is, and where the running one is."""
    with house().database.read() as db:
        event = event_view(db, event_id)
    running = keeper_of(current_app).now()
    return unkept(
        page(
            "programme/rehearsal/rehearsal.html",
            event=event,
            running=running,
            is_this=running is not None and running.event_id == event_id,
            is_here=from_this_machine(),
            people=USUAL_PEOPLE,
            people_max=PEOPLE_MAX,
            inside=bool(house().settings.rehearsal),
        )
    )


@right_required("leads")
def begin_rehearsal(event_id: str) -> Response:
    """Start a rehearsal of this event as it is planned now."""
    back = f"/desk/events/{event_id}/rehearsal"
    if house().settings.rehearsal:
        raise NotFound
    with house().database.read() as db:
        plan = event_plan(db, event_id)
    people = number(request.form.get("people")) or USUAL_PEOPLE
    if not plan["sessions"]:
        flash("Nothing is planned in this event yet, so there is nothing to rehearse.", "care no_sessions")
        return see_other(back)
    try:
        keeper_of(current_app).start(event_id, plan, people=min(max(people, 1), PEOPLE_MAX))
    except Conflict as error:
        flash(error.tell, f"care {error.code}")
    return see_other(back)


@right_required("leads")
def end_rehearsal(event_id: str) -> Response:
    """End the running rehearsal of this event."""
    keeper = keeper_of(current_app)
    running = keeper.now()
    if running is not None and running.event_id == event_id:
        keeper.end()
        flash("The rehearsal has ended. Everything in it is erased.", "good rehearsal_ended")
    return see_other(f"/desk/events/{event_id}/rehearsal")


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
