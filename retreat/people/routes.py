"""Pages of staff: first link, sign-in, sign-out, account. The blueprint is the table of contents."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, request
from sqlalchemy.orm import Session

from retreat.errors import Gone, InvalidInput, NotSignedIn, RetreatError, TooMany
from retreat.people.accounts import (
    SIGN_IN_LASTS_S,
    account_name,
    change_password,
    end_sign_in,
    keep_stronger_hash,
    password_hash_of,
    start_sign_in,
    use_first_link,
)
from retreat.people.door import sign_in_failures
from retreat.people.guard import (
    COOKIE,
    connection_is_safe,
    current_staff,
    insecure,
    staff_required,
    this_staff,
)
from retreat.people.passwords import check_password, hash_is_old, hash_password, password_is
from retreat.people.queries import anyone_has_an_account
from retreat.people.trust import pages as trust
from retreat.web.cookies import drop_cookie, set_cookie
from retreat.web.guard import public
from retreat.web.house import house
from retreat.web.logs import log
from retreat.web.origins import address
from retreat.web.pages import local_path, page, see_other

WRONG = "That user name or password is not right. Please try again."

blueprint = Blueprint("people", __name__)
trust.add_routes(blueprint)


@blueprint.app_context_processor
def _who() -> dict[str, object]:
    try:
        # Asked before the view is admitted, too: what is named may not be theirs.
        return {"staff": current_staff(), "rights": g.get("rights") or frozenset()}
    except RetreatError:
        # The page that says the database cannot be read must not need the database.
        return {"staff": None, "rights": frozenset()}


@blueprint.get("/sign-in")
@public
def sign_in_page() -> Response:
    """The sign-in form."""
    if not connection_is_safe():
        raise insecure()
    onward = local_path(request.args.get("next"), "/desk")
    if current_staff() is not None:
        return see_other(onward)
    return page("people/sign_in.html", onward=onward, first=not _accounts_exist(), email="", wrong=None)


@blueprint.post("/sign-in")
@public
def sign_in() -> Response:
    """Check the password; a new token for every sign-in."""
    if not connection_is_safe():
        raise insecure()
    onward = local_path(request.form.get("next"), "/desk")
    try:
        staff_id = _checked(request.form.get("email", ""), request.form.get("password", ""))
    except (NotSignedIn, TooMany) as error:
        return page(
            "people/sign_in.html",
            error.status,
            onward=onward,
            first=False,
            email=request.form.get("email", "")[:200],
            wrong=error,
        )
    return _signed_in(staff_id, onward)


@blueprint.get("/sign-in/first")
@public
def first_link_page() -> Response:
    """The form of a one-time link; its token is in the part of the address that browsers do not send."""
    if not connection_is_safe():
        raise insecure()
    return page("people/first_link.html", first=not _accounts_exist(), token="", name="", email="", errors={})


@blueprint.post("/sign-in/first")
@public
def first_link() -> Response:
    """Make the account and sign in."""
    if not connection_is_safe():
        raise insecure()
    form = request.form
    token, name, email = (
        form.get("token", "").strip().rsplit("#", 1)[-1],
        form.get("name", ""),
        form.get("email", ""),
    )
    here = house()
    try:
        _refuse_many_links()
        password = check_password(form.get("password", ""), about=(name, email))
        kept = here.offload(lambda: hash_password(password))
        staff_id = here.database.write(
            lambda db: use_first_link(
                db, token=token, name=name, email=email, password_hash=kept, now=here.clock(), ids=here.ids
            )
        )
    except RetreatError as error:
        if isinstance(error, Gone):
            _count_link()
        errors = error.fields or {"link": error.tell}
        return page(
            "people/first_link.html",
            error.status,
            first=not _accounts_exist(),
            token=token,
            name=name[:80],
            email=email[:200],
            errors=errors,
        )
    log.info("account_made", staff_id=staff_id)
    return _signed_in(staff_id, "/desk")


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End this browser's sign-in."""
    here, staff = house(), current_staff()
    if staff is not None:
        here.database.write(lambda db: end_sign_in(db, staff.sign_in_id, now=here.clock()))
        log.info("signed_out", staff_id=staff.staff_id)
    response = see_other("/")
    drop_cookie(response, COOKIE)
    return response


@blueprint.get("/account")
@staff_required
def account() -> Response:
    """Change the password."""
    return page("people/account.html", wrong="")


@blueprint.post("/account")
@staff_required
def set_password() -> Response:
    """Change the password; every other browser is signed out."""
    here, staff = house(), this_staff()
    form = request.form
    try:
        _checked(staff.email, form.get("present", ""))
        password = check_password(form.get("password", ""), about=(staff.display_name, staff.email))
    except RetreatError as error:
        wrong = "That is not your current password." if isinstance(error, NotSignedIn) else error.tell
        return page(
            "people/account.html",
            422 if isinstance(error, NotSignedIn) else error.status,
            wrong=wrong,
        )
    kept = here.offload(lambda: hash_password(password))
    here.database.write(lambda db: change_password(db, staff.staff_id, password_hash=kept, now=here.clock()))
    flash("Your password has been changed, and every other browser has been signed out.", "good")
    return _signed_in(staff.staff_id, "/account")


def _accounts_exist() -> bool:
    with house().database.read() as db:
        return anyone_has_an_account(db)


def _checked(typed_email: str, password: str) -> str:
    """The id of the member of staff whose password this is.

    Raises:
        NotSignedIn: There is no such account or it has another password; both take the same time.
        TooMany: Too many failures for this account, from this address or in all.
    """
    here = house()
    failures, now = sign_in_failures(), here.clock()
    try:
        email = account_name(typed_email)
    except InvalidInput:
        email = None
    keys = {"account": f"{email} {address()}", "address": address(), "everyone": ""}
    failures.refuse_if_many(keys, now=now)
    with here.database.read() as db:
        found = password_hash_of(db, email)
    right = here.offload(lambda: password_is(password[:1024], found[1] if found else None))
    if found is None or not right:
        failures.count(keys, now=now)
        log.warning("sign_in_failed", staff_id=found[0] if found else None)
        raise NotSignedIn(WRONG)
    if hash_is_old(found[1]):
        kept = here.offload(lambda: hash_password(password))
        here.database.write(lambda db: keep_stronger_hash(db, found[0], kept))
    return found[0]


def _signed_in(staff_id: str, onward: str) -> Response:
    """A new sign-in, and an end to the one this browser had."""
    here, before, now = house(), current_staff(), house().clock()

    def start(db: Session) -> str:
        if before is not None:
            end_sign_in(db, before.sign_in_id, now=now)
        return start_sign_in(db, staff_id=staff_id, now=now, ids=here.ids)

    token = here.database.write(start)
    log.info("signed_in", staff_id=staff_id)
    response = see_other(onward)
    set_cookie(response, COOKIE, token, max_age_s=SIGN_IN_LASTS_S)
    return response


def _link_keys() -> dict[str, str]:
    return {"address": f"link {address()}", "everyone": "link"}


def _refuse_many_links() -> None:
    sign_in_failures().refuse_if_many(_link_keys(), now=house().clock())


def _count_link() -> None:
    sign_in_failures().count(_link_keys(), now=house().clock())
