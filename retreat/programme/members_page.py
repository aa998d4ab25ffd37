"""Who is in a programme: its page, for everybody in it; changes are for those who lead it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError
from retreat.people.accounts import account_name, new_invitation
from retreat.people.guard import this_staff
from retreat.programme.members import add_member, change_role, end_membership, members_of
from retreat.programme.queries import programme_view
from retreat.web.house import house
from retreat.web.logs import log
from retreat.web.pages import page, see_other

ROLE_WORDS: tuple[tuple[str, str], ...] = (
    ("lead", "Lead: does what a facilitator does, and decides who belongs here"),
    ("facilitator", "Facilitator: plans and leads sessions, and works on the record"),
    ("researcher", "Researcher: reads, corrects and adds to the record"),
    ("coder", "Coder: reads the record"),
    ("reader", "Reader: reads the record"),
    ("partner", "Partner: finds in the search what people agreed to share with partners"),
)


def members(programme_id: str) -> Response:
    """Everybody in the programme."""
    return _page(programme_id)


def invite(programme_id: str) -> Response:
    """A one-time link for a colleague without an account, shown once."""
    here, role = house(), request.form.get("role", "")
    try:
        token = here.database.write(
            lambda db: new_invitation(db, programme_id=programme_id, role=role, now=here.clock(), ids=here.ids)
        )
    except InvalidInput as error:
        return _page(programme_id, error, "invite")
    log.info("invited", staff_id=this_staff().staff_id, kind=role)
    return _page(programme_id, invitation=f"{request.host_url}sign-in/first#{token}")


def change_members(programme_id: str, act: str) -> Response:
    """Take somebody in, change a role, or end a membership."""
    here, form = house(), request.form
    staff_id, role, now = form.get("staff_id", ""), form.get("role", ""), here.clock()
    acts: dict[str, Callable[[Session], object]] = {
        "add": lambda db: add_member(db, programme_id, account_name(form.get("email")), role, now=now),
        "role": lambda db: change_role(db, programme_id, staff_id, role, now=now),
        "end": lambda db: end_membership(db, programme_id, staff_id, now=now),
    }
    if act not in acts:
        raise NotFound()
    try:
        here.database.write(acts[act])
    except (Conflict, InvalidInput) as error:
        return _page(programme_id, error, act)
    log.info("members_changed", staff_id=this_staff().staff_id, kind=act)
    if act == "end" and staff_id == this_staff().staff_id:
        flash("You are no longer in that programme.", "good left")
        return see_other("/desk")
    flash(_DONE[act], f"good {act}")
    return see_other(f"/desk/programmes/{programme_id}/members")


_DONE = {
    "add": "They are in the programme now.",
    "role": "The role is changed.",
    "end": "They are no longer in this programme, and find nothing of it any more.",
}


def _page(programme_id: str, refused: RetreatError | None = None, act: str = "", *, invitation: str = "") -> Response:
    staff = this_staff()
    with house().database.read() as db:
        found = programme_view(db, programme_id, staff_id=staff.staff_id)
        people = members_of(db, programme_id)
    return page(
        "programme/members.html",
        refused.status if refused else 200,
        programme=found,
        members=people,
        roles=ROLE_WORDS,
        role_names={key: words.split(":")[0] for key, words in ROLE_WORDS},
        refused=refused,
        act=act,
        invitation=invitation,
        form=request.form,
    )
