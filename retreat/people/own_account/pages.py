"""Your own account: the password, and the browsers in which you are signed in."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import NotSignedIn, RetreatError
from retreat.people.accounts import change_password, end_all_sign_ins
from retreat.people.guard import staff_required, this_staff
from retreat.people.noting import write_down
from retreat.people.passwords import check_password, hash_password
from retreat.people.sign_ins import end_one, sign_ins_of
from retreat.people.signing_in.checking import checked_password
from retreat.people.signing_in.pages import signed_in
from retreat.web.house import house
from retreat.web.pages import page, see_other

NOT_YOURS = "That is not your current password."


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    for path, view, method in (
        ("/account", account, "GET"),
        ("/account", set_password, "POST"),
        ("/account/sign-ins", sign_ins, "GET"),
        ("/account/sign-ins", end_sign_ins, "POST"),
    ):
        blueprint.add_url_rule(path, view.__name__, staff_required(view), methods=[method])


def account() -> Response:
    """Change the password, and the way to the other pages."""
    return page("people/account.html", wrong="")


def set_password() -> Response:
    """Change the password; every other browser is signed out."""
    here, staff = house(), this_staff()
    form = request.form
    try:
        checked_password(staff.email, form.get("present", ""))
        password = check_password(form.get("password", ""), about=(staff.display_name, staff.email))
    except RetreatError as error:
        is_wrong = isinstance(error, NotSignedIn)
        wrong = NOT_YOURS if is_wrong else error.tell
        return page("people/account.html", 422 if is_wrong else error.status, wrong=wrong)
    kept = here.offload(lambda: hash_password(password))
    now = here.clock()

    def write(db: Session) -> None:
        change_password(db, staff.staff_id, password_hash=kept, now=now)
        write_down(db, "password_changed", now=now, staff_id=staff.staff_id)

    here.database.write(write)
    flash("Your password has been changed, and every other browser has been signed out.", "good")
    return signed_in(staff.staff_id, "/account")


def sign_ins() -> Response:
    """Every browser in which somebody is signed in."""
    here, staff = house(), this_staff()
    with here.database.read() as db:
        found = sign_ins_of(db, staff.staff_id, now=here.clock())
    return page("people/sign_ins.html", sign_ins=found, this_one=staff.sign_in_id)


def end_sign_ins() -> Response:
    """Sign out of one browser, or of all but this one."""
    here, staff, now = house(), this_staff(), house().clock()
    which = request.form.get("which", "")

    def end(db: Session) -> int:
        write_down(db, "signed_out_elsewhere", now=now, staff_id=staff.staff_id)
        if which:
            end_one(db, staff.staff_id, which, now=now)
            return 1
        return end_all_sign_ins(db, staff.staff_id, now=now, but=staff.sign_in_id)

    ended = here.database.write(end)
    if which == staff.sign_in_id:
        return see_other("/sign-in")
    told = "You were not signed in anywhere else." if not ended else f"Signed out of {ended} other {_browsers(ended)}."
    flash(told, "good ended")
    return see_other("/account/sign-ins")


def _browsers(count: int) -> str:
    return "browser" if count == 1 else "browsers"
