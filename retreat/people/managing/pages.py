"""The page “People with an account”: an owner disables, enables, resets, deletes and requires second steps."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import Conflict, NotFound, RetreatError
from retreat.people.guard import owner_required, this_staff
from retreat.people.managing.operations import accounts, disable, enable, make_owner, remove, reset
from retreat.people.noting import write_down
from retreat.people.second_step.operations import is_for_everyone, set_for_everyone
from retreat.web.addresses import address_for_links_here, address_for_staff_here
from retreat.web.house import house
from retreat.web.pages import page, see_other

_HERE = "/accounts"
_DEEDS = {
    "disable": "account_disabled",
    "enable": "account_enabled",
    "delete": "account_deleted",
    "owner": "owner_made",
}
_DONE = {
    "disable": "{} can no longer sign in, and has been signed out everywhere.",
    "enable": "{} can sign in again.",
    "delete": "The account of {} has been deleted.",
    "owner": "{} is now an owner.",
}


def add_routes(blueprint: Blueprint) -> None:
    """The page and its forms."""
    blueprint.add_url_rule(_HERE, "accounts", owner_required(people_with_an_account))
    blueprint.add_url_rule(f"{_HERE}/<act>", "change_account", owner_required(change_account), methods=["POST"])


def people_with_an_account() -> Response:
    """Everybody who has one."""
    return _page()


def change_account(act: str) -> Response:
    """Disable, enable, reset or delete an account, make an owner, or require a second step for everybody."""
    try:
        if act == "reset":
            return _reset()
        if act == "second-step":
            return _ask_everyone()
        return _change(act)
    except Conflict as error:
        return _page(refused=error)


def _change(act: str) -> Response:
    here, by, now = house(), this_staff(), house().clock()
    staff_id = request.form.get("staff_id", "")
    acts: dict[str, Callable[[Session], str]] = {
        "disable": lambda db: disable(db, staff_id, now=now),
        "enable": lambda db: enable(db, staff_id),
        "delete": lambda db: remove(db, staff_id, by=by.staff_id, now=now),
        "owner": lambda db: make_owner(db, staff_id),
    }
    if act not in acts:
        raise NotFound()
    if act == "delete" and request.form.get("sure") != "yes":
        raise Conflict("Please tick the box to confirm that you want to delete the account.", code="not_sure")

    def write(db: Session) -> str:
        name = acts[act](db)
        write_down(db, _DEEDS[act], now=now, staff_id=by.staff_id, subject_id=staff_id)
        return name

    name = here.database.write(write)
    flash(_DONE[act].format(name), f"good {act}")
    is_gone = staff_id == by.staff_id and act in ("disable", "delete")
    return see_other("/" if is_gone else _HERE)


def _reset() -> Response:
    here, by, now = house(), this_staff(), house().clock()
    staff_id = request.form.get("staff_id", "")

    def write(db: Session) -> tuple[str, str]:
        made = reset(db, staff_id, now=now, ids=here.ids)
        write_down(db, "account_reset", now=now, staff_id=by.staff_id, subject_id=staff_id)
        return made

    name, token = here.database.write(write)
    return _page(link=f"{address_for_links_here()}/sign-in/again#{token}", link_for=name)


def _ask_everyone() -> Response:
    here, by, now = house(), this_staff(), house().clock()
    wanted = request.form.get("wanted") == "yes"
    if wanted and not by.has_second_step:
        raise Conflict("Please set up your own second step first.", code="own_first")

    def write(db: Session) -> None:
        set_for_everyone(db, wanted, now=now)
        write_down(db, "second_step_wanted" if wanted else "second_step_free", now=now, staff_id=by.staff_id)

    here.database.write(write)
    told = "Everybody now needs a second step." if wanted else "Everybody can now choose for themselves."
    flash(told, "good rule")
    return see_other(_HERE)


def _page(*, refused: RetreatError | None = None, link: str = "", link_for: str = "") -> Response:
    with house().database.read() as db:
        found, is_asked = accounts(db), is_for_everyone(db)
    return page(
        "people/accounts.html",
        refused.status if refused else 200,
        accounts=found,
        is_for_everyone=is_asked,
        refused=refused,
        link=link,
        link_for=link_for,
        only_here=not request.is_secure and address_for_staff_here() is None,
    )
