"""``account``: what the owner can do from this machine, the same as on the page “People with an account”."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from facilitation.cli.command_line import Asked, say
from retreat.clock import to_text
from retreat.house import House
from retreat.people.deeds import write_down
from retreat.people.managing.operations import (
    account_called,
    accounts,
    disable,
    enable,
    make_owner,
    remove,
    reset,
)
from retreat.web.addresses import address_for_staff
from retreat.web.tls.certificate import authority_pem

Told = TypeVar("Told")


def list_accounts(asked: Asked) -> None:
    """Everybody with an account."""
    house = asked.parts.open_house(asked.settings)
    try:
        with house.database.read() as db:
            found = accounts(db)
    finally:
        house.database.close()
    told = [
        {
            "email": one.email,
            "name": one.name,
            "owner": one.is_owner,
            "second_step": one.has_second_step,
            "disabled_at": to_text(one.disabled_at) if one.disabled_at else None,
            "sign_ins": one.sign_ins,
        }
        for one in found
    ]
    marks = (("owner", "is_owner"), ("second step", "has_second_step"), ("disabled", "disabled_at"))
    lines = [
        ", ".join([f"{one.email}: {one.name}", *(word for word, name in marks if getattr(one, name))]) for one in found
    ]
    say(asked, told, lines or ["Nobody has an account yet."])


def reset_account(asked: Asked) -> None:
    """End an account's password and second step, and print a link that lets its owner back in."""

    def act(house: House, db: Session, staff_id: str) -> tuple[str, str]:
        return reset(db, staff_id, now=house.clock(), ids=house.ids)

    name, token = _change(asked, "account_reset", act)
    here = f"http://localhost:{asked.settings.port}/sign-in/again#{token}"
    lines = [
        f"The password of {name} no longer works. Set a new one with this link, once, within a day. On this machine:",
        here,
    ]
    found = {"name": name, "url": here}
    if authority_pem(asked.settings.data) is not None:
        found["encrypted_url"] = f"{address_for_staff(asked.settings, asked.settings.tls_port)}/sign-in/again#{token}"
        lines += ["On another device, while “serve --tls” runs:", found["encrypted_url"]]
    say(asked, found, lines)


def disable_account(asked: Asked) -> None:
    """Nobody can sign in with it until it is enabled; all its sign-ins and desks end at once."""
    name = _change(asked, "account_disabled", lambda house, db, one: disable(db, one, now=house.clock()))
    say(asked, {"name": name}, [f"{name} can no longer sign in, and has been signed out everywhere."])


def enable_account(asked: Asked) -> None:
    """Let somebody sign in again."""
    name = _change(asked, "account_enabled", lambda _house, db, one: enable(db, one))
    say(asked, {"name": name}, [f"{name} can sign in again."])


def delete_account(asked: Asked) -> None:
    """Delete an account; what they wrote is kept without their name."""
    name = _change(asked, "account_deleted", lambda house, db, one: remove(db, one, by=None, now=house.clock()))
    say(asked, {"name": name}, [f"The account of {name} has been deleted. What they wrote is kept without a name."])


def own_account(asked: Asked) -> None:
    """Make somebody an owner."""
    name = _change(asked, "owner_made", lambda _house, db, one: make_owner(db, one))
    say(asked, {"name": name}, [f"{name} is an owner now."])


def _change(asked: Asked, act: str, change: Callable[[House, Session, str], Told]) -> Told:
    """Perform one change of one account, and write it down."""
    house = asked.parts.open_house(asked.settings)

    def write(db: Session) -> Told:
        staff_id = account_called(db, asked.options.name)
        told = change(house, db, staff_id)
        write_down(db, act, now=house.clock(), subject_id=staff_id)
        return told

    try:
        return house.database.write(write)
    finally:
        house.database.close()
