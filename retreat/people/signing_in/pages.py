"""Pages on which staff sign in and out: sign-in, second step, one-time links, sign-out."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import Gone, InvalidInput, NotSignedIn, RetreatError, TooMany
from retreat.people.accounts import SIGN_IN_LASTS_S, end_sign_in, start_sign_in, use_first_link
from retreat.people.guard import COOKIE, connection_is_safe, current_staff, insecure
from retreat.people.managing.operations import use_reset_link, whose_reset_link
from retreat.people.models import Staff
from retreat.people.noting import write_down
from retreat.people.passwords import check_password, hash_password
from retreat.people.queries import anyone_has_an_account
from retreat.people.second_step.operations import recovery_codes_left
from retreat.people.sign_ins import browser_named
from retreat.people.signing_in.checking import checked_code, checked_password, ticket_for, with_link
from retreat.web.cookies import drop_cookie, set_cookie
from retreat.web.guard import public
from retreat.web.house import house
from retreat.web.logs import log
from retreat.web.origins import address
from retreat.web.pages import local_path, page, see_other

_FEW_CODES = 3


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    for path, name, view, method in (
        ("/sign-in", "sign_in_page", sign_in_page, "GET"),
        ("/sign-in", "sign_in", sign_in, "POST"),
        ("/sign-in/code", "second_code", second_code, "POST"),
        ("/sign-in/first", "first_link_page", first_link_page, "GET"),
        ("/sign-in/first", "first_link", first_link, "POST"),
        ("/sign-in/again", "reset_link_page", reset_link_page, "GET"),
        ("/sign-in/again", "reset_link", reset_link, "POST"),
        ("/sign-out", "sign_out", sign_out, "POST"),
    ):
        blueprint.add_url_rule(path, name, public(view), methods=[method])


def sign_in_page() -> Response:
    """The sign-in form."""
    _only_safe()
    onward = local_path(request.args.get("next"), "/desk")
    if current_staff() is not None:
        return see_other(onward)
    return page("people/sign_in.html", onward=onward, first=not _accounts_exist(), email="", wrong=None)


def sign_in() -> Response:
    """Check the password; people with a second step are asked for its code, others are signed in."""
    _only_safe()
    onward, typed = local_path(request.form.get("next"), "/desk"), request.form.get("email", "")
    try:
        staff_id = checked_password(typed, request.form.get("password", ""))
    except (NotSignedIn, TooMany) as error:
        return _sign_in_form(onward, typed, error)
    with house().database.read() as db:
        wants_code = db.get_one(Staff, staff_id).second_step_at is not None
    if wants_code:
        return page("people/second_code.html", ticket=ticket_for(staff_id), onward=onward, wrong=None)
    return signed_in(staff_id, onward)


def second_code() -> Response:
    """Check the code of the app, or a recovery code."""
    _only_safe()
    form = request.form
    onward, ticket = local_path(form.get("next"), "/desk"), form.get("ticket", "")
    try:
        staff_id, how = checked_code(ticket, form.get("code", ""))
    except (InvalidInput, TooMany) as error:
        return page("people/second_code.html", error.status, ticket=ticket, onward=onward, wrong=error)
    except Gone as error:
        return _sign_in_form(onward, "", error)
    if how == "recovery":
        _say_how_many_are_left(staff_id)
    return signed_in(staff_id, onward, act="recovery_code_used" if how == "recovery" else "signed_in")


def first_link_page() -> Response:
    """The form of a one-time link; its token is in the part of the address that browsers do not send."""
    _only_safe()
    return page("people/first_link.html", first=not _accounts_exist(), token="", name="", email="", errors={})


def first_link() -> Response:
    """Make the account and sign in."""
    _only_safe()
    form, here = request.form, house()
    token, name, email = _token_of(form.get("token", "")), form.get("name", ""), form.get("email", "")

    def make() -> str:
        password = check_password(form.get("password", ""), about=(name, email))
        kept = here.offload(lambda: hash_password(password))
        now = here.clock()

        def write(db: Session) -> str:
            made = use_first_link(db, token=token, name=name, email=email, password_hash=kept, now=now, ids=here.ids)
            write_down(db, "account_made", now=now, staff_id=made, subject_id=made)
            return made

        return here.database.write(write)

    try:
        staff_id = with_link(make)
    except RetreatError as error:
        return page(
            "people/first_link.html",
            error.status,
            first=not _accounts_exist(),
            token=token,
            name=name[:80],
            email=email[:200],
            errors=error.fields or {"link": error.tell},
        )
    log.info("account_made", staff_id=staff_id)
    return signed_in(staff_id, "/desk")


def reset_link_page() -> Response:
    """The form of a link that sets a new password."""
    _only_safe()
    return page("people/reset_link.html", token="", errors={})


def reset_link() -> Response:
    """Set the password and sign in."""
    _only_safe()
    form, here = request.form, house()
    token = _token_of(form.get("token", ""))

    def change() -> str:
        with here.database.read() as db:
            about = whose_reset_link(db, token, now=here.clock()) or ()
        password = check_password(form.get("password", ""), about=about)
        kept = here.offload(lambda: hash_password(password))
        now = here.clock()

        def write(db: Session) -> str:
            staff_id = use_reset_link(db, token, kept, now=now)
            write_down(db, "account_set_again", now=now, staff_id=staff_id, subject_id=staff_id)
            return staff_id

        return here.database.write(write)

    try:
        staff_id = with_link(change)
    except RetreatError as error:
        return page("people/reset_link.html", error.status, token=token, errors=error.fields or {"link": error.tell})
    return signed_in(staff_id, "/desk")


def sign_out() -> Response:
    """End this browser's sign-in."""
    here, staff, now = house(), current_staff(), house().clock()
    if staff is not None:

        def end(db: Session) -> None:
            end_sign_in(db, staff.sign_in_id, now=now)
            write_down(db, "signed_out", now=now, staff_id=staff.staff_id)

        here.database.write(end)
        log.info("signed_out", staff_id=staff.staff_id)
    response = see_other("/")
    drop_cookie(response, COOKIE)
    return response


def signed_in(staff_id: str, onward: str, *, act: str = "signed_in") -> Response:
    """A new sign-in, and an end to the one this browser had."""
    here, before, now = house(), current_staff(), house().clock()
    browser = browser_named(request.headers.get("User-Agent"))

    def start(db: Session) -> str:
        if before is not None:
            end_sign_in(db, before.sign_in_id, now=now)
        write_down(db, act, now=now, staff_id=staff_id)
        return start_sign_in(db, staff_id=staff_id, now=now, ids=here.ids, address=address()[:64], browser=browser)

    token = here.database.write(start)
    log.info("signed_in", staff_id=staff_id)
    response = see_other(onward)
    set_cookie(response, COOKIE, token, max_age_s=SIGN_IN_LASTS_S)
    return response


def _sign_in_form(onward: str, typed: str, error: RetreatError) -> Response:
    return page("people/sign_in.html", error.status, onward=onward, first=False, email=typed[:200], wrong=error)


def _say_how_many_are_left(staff_id: str) -> None:
    with house().database.read() as db:
        left = recovery_codes_left(db, staff_id)
    told = f"You have {left} recovery {'code' if left == 1 else 'codes'} left."
    if left < _FEW_CODES:
        told += " You can make new ones under “Second step when you sign in”."
    flash(told, "care codes_left")


def _token_of(typed: str) -> str:
    return typed.strip().rsplit("#", 1)[-1]


def _only_safe() -> None:
    if not connection_is_safe():
        raise insecure()


def _accounts_exist() -> bool:
    with house().database.read() as db:
        return anyone_has_an_account(db)
