"""Who is signed in on this request, and the guard of pages that only staff may open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from flask import Response, g, request

from retreat.errors import NotFound, NotPermitted, NotSignedIn
from retreat.people.accounts import SignedIn, mark_seen, signed_in_by
from retreat.people.members import Right, rights_at
from retreat.web.addresses import address_for_phones_here, address_for_staff_here
from retreat.web.cookies import read_cookie
from retreat.web.guard import declare
from retreat.web.house import house
from retreat.web.origins import from_this_machine
from retreat.web.pages import see_other, wants_json

View = TypeVar("View", bound=Callable[..., Any])
COOKIE = "sign-in"
_INSECURE = (
    "This connection is not encrypted, so staff can sign in only on the computer that runs the toolkit. "
    "Please open this page there."
)
# Where people without a second step can set one up, or change their password.
_BEFORE_SET_UP = frozenset({"people.second_step", "people.change_second_step", "people.account", "people.set_password"})
_NOT_YOUR_ROLE = "Your role in this programme does not allow this. Please ask one of its leads."


def connection_is_safe() -> bool:
    """Whether staff may use this connection: encrypted, or from the server's own machine."""
    return request.is_secure or from_this_machine()


def insecure() -> NotPermitted:
    """The refusal of an unencrypted connection; it names the encrypted address, if there is one."""
    encrypted = address_for_staff_here()
    if encrypted is None:
        return NotPermitted(_INSECURE, code="insecure")
    return NotPermitted(
        f"This connection is not encrypted, so staff cannot sign in here. Please open {encrypted} instead. The first "
        f"time on this device, follow the steps at {address_for_phones_here()}/trust.",
        code="insecure",
    )


def current_staff() -> SignedIn | None:
    """Who is signed in on this request; None if nobody is, or if somebody could listen to the connection."""
    if "staff" not in g:
        g.staff = _load()
    return cast(SignedIn | None, g.staff)


def staff_required(view: View) -> View:
    """Let only signed-in staff into a view; ``current_staff()`` then says who it is.

    Whatever the address names has to belong to a programme of theirs, and if the request changes something, their role
    has to allow it. Without a sign-in, a page redirects to the sign-in page and then back.
    """
    return _guarded(view, None)


def right_required(right: Right) -> Callable[[View], View]:
    """As ``staff_required``, for a view that requires this right whatever the method."""
    return lambda view: _guarded(view, right)


def _guarded(view: View, right: Right | None) -> View:
    def admit() -> Response | None:
        return _admit_staff(right)

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        elsewhere = admit()
        return view(*args, **kwargs) if elsewhere is None else elsewhere

    return cast(View, declare("staff", admit=admit)(guarded))


def _admit_staff(right: Right | None) -> Response | None:
    """The redirect to the sign-in page if nobody is signed in; None if somebody is, and may open the view.

    Raises:
        NotFound: What is named belongs to another programme or does not exist: the two look the same.
        NotPermitted: Their role in the programme does not allow it.
    """
    if not connection_is_safe():
        raise insecure()
    staff = current_staff()
    if staff is not None:
        if staff.must_set_up and request.endpoint not in _BEFORE_SET_UP:
            return _to_set_up()
        _check_right(right or ("reads" if request.method in ("GET", "HEAD") else "works"))
        return None
    if request.method == "GET" and not wants_json():
        return see_other("/sign-in?" + urlencode({"next": request.path}))
    raise NotSignedIn("Please sign in to go on.")


def _to_set_up() -> Response:
    if request.method == "GET" and not wants_json():
        return see_other("/account/second-step")
    raise NotPermitted("Please set up the second step of your account first.", code="second_step_wanted")


def owner_required(view: View) -> View:
    """Let only owners into a view: those who decide who has an account."""

    def admit() -> Response | None:
        elsewhere = _admit_staff(None)
        if elsewhere is None and not this_staff().is_owner:
            raise NotPermitted("Only an owner can open this page.", code="not_owner")
        return elsewhere

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        elsewhere = admit()
        return view(*args, **kwargs) if elsewhere is None else elsewhere

    return cast(View, declare("staff", admit=admit)(guarded))


def _check_right(right: Right) -> None:
    named = {name: str(value) for name, value in (request.view_args or {}).items()}
    with house().database.read() as db:
        rights = rights_at(db, this_staff().staff_id, named)
    g.rights = rights
    if rights is None or right in rights:
        return
    if not rights:
        raise NotFound()
    raise NotPermitted(_NOT_YOUR_ROLE, code="role")


def this_staff() -> SignedIn:
    """Who is signed in, inside a view that only staff may open.

    Raises:
        NotSignedIn: Nobody is.
    """
    found = current_staff()
    if found is None:
        raise NotSignedIn()
    return found


def _load() -> SignedIn | None:
    token = read_cookie(COOKIE)
    if token is None or not connection_is_safe():
        return None
    here = house()
    now = here.clock()
    with here.database.read() as db:
        found = signed_in_by(db, token, now=now)
    if found is None:
        return None
    staff, unseen = found
    if unseen:
        here.database.write(lambda db: mark_seen(db, staff.sign_in_id, now=now))
    return staff
