"""The page of one's own second step: set up with an app, its recovery codes, turned off again."""

from __future__ import annotations

import base64
from collections.abc import Callable

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import Conflict, NotFound, NotSignedIn, RetreatError
from retreat.people.guard import staff_required, this_staff
from retreat.people.noting import write_down
from retreat.people.own_account.pages import NOT_YOURS
from retreat.people.second_step.operations import (
    begin,
    confirm,
    is_for_everyone,
    new_recovery_codes,
    recovery_codes_left,
    secret_begun,
    turn_off,
)
from retreat.people.signing_in.checking import checked_password
from retreat.web.addresses import qr_svg
from retreat.web.house import house
from retreat.web.pages import page, see_other

_HERE = "/account/second-step"


def add_routes(blueprint: Blueprint) -> None:
    """The page and its forms."""
    blueprint.add_url_rule(_HERE, "second_step", staff_required(second_step))
    blueprint.add_url_rule(f"{_HERE}/<act>", "change_second_step", staff_required(change_second_step), methods=["POST"])


def second_step() -> Response:
    """Whether it is on, and what can be done."""
    return _page()


def change_second_step(act: str) -> Response:
    """Begin, confirm, make new recovery codes, or turn it off."""
    acts: dict[str, Callable[[], Response]] = {
        "begin": _begin,
        "confirm": _confirm,
        "codes": _new_codes,
        "off": _off,
    }
    if act not in acts:
        raise NotFound()
    try:
        return acts[act]()
    except NotSignedIn:
        return _page(act=act, wrong=NOT_YOURS, status=422)
    except RetreatError as error:
        return _page(act=act, wrong=error.tell, status=error.status)


def _begin() -> Response:
    here, staff = house(), this_staff()
    here.database.write(lambda db: begin(db, staff.staff_id, secret_key=here.secret_key))
    return see_other(_HERE)


def _confirm() -> Response:
    here, staff, now = house(), this_staff(), house().clock()
    typed = request.form.get("code", "")

    def write(db: Session) -> tuple[str, ...]:
        codes = confirm(db, staff.staff_id, typed, secret_key=here.secret_key, now=now, ids=here.ids)
        write_down(db, "second_step_on", now=now, staff_id=staff.staff_id)
        return codes

    return page("people/recovery_codes.html", codes=here.database.write(write), is_new=True)


def _new_codes() -> Response:
    here, staff, now = house(), this_staff(), house().clock()
    checked_password(staff.email, request.form.get("present", ""))
    if not staff.has_second_step:
        raise Conflict("The second step is off.", code="off")

    def write(db: Session) -> tuple[str, ...]:
        write_down(db, "recovery_codes_made", now=now, staff_id=staff.staff_id)
        return new_recovery_codes(db, staff.staff_id, ids=here.ids)

    return page("people/recovery_codes.html", codes=here.database.write(write), is_new=False)


def _off() -> Response:
    here, staff, now = house(), this_staff(), house().clock()
    checked_password(staff.email, request.form.get("present", ""))

    def write(db: Session) -> None:
        turn_off(db, staff.staff_id)
        if staff.has_second_step:
            write_down(db, "second_step_off", now=now, staff_id=staff.staff_id)

    here.database.write(write)
    with here.database.read() as db:
        is_asked = is_for_everyone(db)
    if is_asked:
        flash(
            "Your old app’s codes no longer work. Please set up an app again: everybody here needs a second step.",
            "care off",
        )
    else:
        flash("The second step is off. You now sign in with your password only.", "good off")
    return see_other(_HERE)


def _page(*, act: str = "", wrong: str = "", status: int = 200) -> Response:
    here, staff = house(), this_staff()
    with here.database.read() as db:
        begun = secret_begun(db, staff.staff_id, secret_key=here.secret_key)
        left, is_asked = recovery_codes_left(db, staff.staff_id), is_for_everyone(db)
    picture = base64.b64encode(qr_svg(begun[1]).encode()).decode() if begun else ""
    return page(
        "people/second_step.html",
        status,
        letters=" ".join(begun[0][at : at + 4] for at in range(0, len(begun[0]), 4)) if begun else "",
        picture=f"data:image/svg+xml;base64,{picture}" if picture else "",
        left=left,
        is_for_everyone=is_asked,
        act=act,
        wrong=wrong,
    )
