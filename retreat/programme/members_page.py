"""Who is in a programme: its page, for everybody in it; changes are for those who lead it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError
from retreat.people.accounts import account_name, new_invitation
from retreat.people.guard import this_staff
from retreat.people.members import ROLES
from retreat.people.noting import write_down
from retreat.programme.members import (
    add_member,
    change_role,
    end_membership,
    invitations_of,
    members_of,
    withdraw_invitation,
)
from retreat.programme.queries import programme_view
from retreat.web.addresses import address_for_links_here, address_for_phones_here, address_for_staff_here
from retreat.web.house import house
from retreat.web.logs import log
from retreat.web.pages import page, see_other

ROLE_WORDS: tuple[tuple[str, str], ...] = (
    ("lead", "Lead: does what a facilitator does, and decides who is in the programme"),
    ("facilitator", "Facilitator: plans and runs sessions, and works on the record"),
    ("researcher", "Researcher: reads, corrects and adds to the record"),
    ("coder", "Coder: reads the record; coding will come in a later version"),
    ("reader", "Reader: reads the record and changes nothing"),
    ("partner", "Partner: searches what people agreed to share with partners, and nothing else"),
)
_DEEDS = {
    "add": "member_added",
    "role": "role_changed",
    "end": "member_ended",
    "withdraw": "invitation_withdrawn",
}
_ROLE_NAMES = {key: words.split(":")[0] for key, words in ROLE_WORDS}


def members(programme_id: str) -> Response:
    """Everybody in the programme."""
    return _page(programme_id)


def invite(programme_id: str) -> Response:
    """A one-time link for a colleague without an account, shown once."""
    here, role = house(), request.form.get("role", "")
    now, by = here.clock(), this_staff().staff_id

    def write(db: Session) -> str:
        token = new_invitation(db, programme_id=programme_id, role=role, now=now, ids=here.ids)
        write_down(db, "invited", now=now, staff_id=by, programme_id=programme_id, thing=role)
        return token

    try:
        token = here.database.write(write)
    except InvalidInput as error:
        return _page(programme_id, error, "invite")
    log.info("invited", staff_id=this_staff().staff_id, kind=role)
    return _page(programme_id, invitation=f"{address_for_links_here()}/sign-in/first#{token}")


def change_members(programme_id: str, act: str) -> Response:
    """Take somebody in, change a role, end a membership, or withdraw an invitation."""
    here, form = house(), request.form
    staff_id, role, now = form.get("staff_id", ""), form.get("role", ""), here.clock()
    acts: dict[str, Callable[[Session], str | None]] = {
        "add": lambda db: add_member(db, programme_id, account_name(form.get("email")), role, now=now),
        "role": lambda db: change_role(db, programme_id, staff_id, role, now=now),
        "end": lambda db: end_membership(db, programme_id, staff_id, now=now),
        "withdraw": lambda db: withdraw_invitation(db, programme_id, form.get("invitation", ""), now=now),
    }
    if act not in acts:
        raise NotFound()

    def write(db: Session) -> str | None:
        name = acts[act](db)
        write_down(
            db,
            _DEEDS[act],
            now=now,
            staff_id=this_staff().staff_id,
            subject_id=staff_id or None,
            programme_id=programme_id,
            thing=role or None,
        )
        return name

    try:
        name = here.database.write(write)
    except (Conflict, InvalidInput) as error:
        return _page(programme_id, error, act)
    log.info("members_changed", staff_id=this_staff().staff_id, kind=act)
    is_self = staff_id == this_staff().staff_id
    if act == "end" and is_self:
        flash("You have left the programme.", "good left")
        return see_other("/desk")
    flash(_done(act, name or "", role, is_self=is_self), f"good {act}")
    if act == "role" and is_self and "reads" not in ROLES[role]:
        return see_other("/desk")
    return see_other(f"/desk/programmes/{programme_id}/members")


def _done(act: str, name: str, role: str, *, is_self: bool) -> str:
    if act == "withdraw":
        return "The invitation has been withdrawn. Its link no longer works."
    if act == "end":
        return f"{name} has been removed from the programme."
    if act == "role":
        return f"{'You are' if is_self else f'{name} is'} now a {_ROLE_NAMES[role].lower()}."
    return f"{name} has been added as a {_ROLE_NAMES[role].lower()}."


def _page(programme_id: str, refused: RetreatError | None = None, act: str = "", *, invitation: str = "") -> Response:
    here, staff = house(), this_staff()
    with here.database.read() as db:
        found = programme_view(db, programme_id, staff_id=staff.staff_id)
        people = members_of(db, programme_id)
        invitations = invitations_of(db, programme_id, now=here.clock())
    return page(
        "programme/members.html",
        refused.status if refused else 200,
        programme=found,
        members=people,
        roles=ROLE_WORDS,
        role_names=_ROLE_NAMES,
        refused=refused,
        errors=_beside(refused, act),
        act=act,
        invitation=invitation,
        invitations=invitations,
        # Over plain HTTP, staff can sign in, and open such a link, only on this machine.
        only_here=not request.is_secure and address_for_staff_here() is None,
        trust_page=f"{address_for_phones_here()}/trust" if address_for_staff_here() else "",
        form=request.form,
    )


def _beside(refused: RetreatError | None, act: str) -> dict[str, str]:
    """The message beside a field; the forms beside each name have no room for one."""
    if refused is None or act not in ("add", "invite"):
        return {}
    return dict.fromkeys(refused.fields, refused.tell)
