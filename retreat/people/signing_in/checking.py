"""Whether a password or a code is right. Every attempt is counted before it is checked, even if many come at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from retreat.errors import Gone, InvalidInput, NotFound, NotSignedIn, TooMany
from retreat.people.accounts import account_name, keep_stronger_hash, password_hash_of, password_hash_of_id
from retreat.people.failures import CODE, LINK, SIGN_IN, count_try, give_back
from retreat.people.limits import Limit
from retreat.people.noting import write_down
from retreat.people.passwords import hash_is_old, hash_password, password_is
from retreat.people.second_step.operations import WRONG_CODE, check
from retreat.web.house import house
from retreat.web.links import read_signed, sign
from retreat.web.logs import log
from retreat.web.origins import network

WRONG = "That user name or password is not right. Please try again."
TICKET_LASTS_S = 300
_TICKET = "second step"
_PASSWORD_MAX_CHARS = 1024


def checked_password(typed_email: str, password: str) -> str:
    """The id of the member of staff whose password this is.

    Raises:
        NotSignedIn: There is no such account or it has another password; both take the same time.
        TooMany: Too many failures for this account, from this address or in all.
    """
    here = house()
    try:
        email = account_name(typed_email)
    except InvalidInput:
        email = None
    who = {"account": email or "", "account there": f"{email} {network()}", "address": network(), "everyone": ""}
    count("sign_in", SIGN_IN, who)
    with here.database.read() as db:
        found = password_hash_of(db, email)
    right = here.offload(lambda: password_is(password[:_PASSWORD_MAX_CHARS], found[1] if found else None))
    if found is None or not right:
        _refused(found[0] if found else None)
        raise NotSignedIn(WRONG)
    stronger = here.offload(lambda: hash_password(password)) if hash_is_old(found[1]) else None

    def settle(db: Session) -> None:
        give_back(db, "sign_in", SIGN_IN, who)
        if stronger is not None:
            keep_stronger_hash(db, found[0], stronger)

    here.database.write(settle)
    return found[0]


def ticket_for(staff_id: str) -> str:
    """Proof, valid for minutes, that somebody has given their password; it ends when that password changes."""
    here = house()
    return sign(
        _said_by(staff_id), purpose=_TICKET, secret_key=here.secret_key, now=here.clock(), lasts_s=TICKET_LASTS_S
    )


def checked_code(ticket: str, typed: str) -> tuple[str, str]:
    """Whose second step it was, and what with: ``app`` or ``recovery``.

    Raises:
        Gone: The password was given too long ago, or has changed since.
        InvalidInput: The code is not right, or was used before.
        TooMany: Too many wrong codes for this account, from this address or in all.
    """
    here = house()
    staff_id = _whose(ticket)
    who = {"account": staff_id, "address": network(), "everyone": ""}
    count("code", CODE, who)

    def use(db: Session) -> str | None:
        found = check(db, staff_id, typed, secret_key=here.secret_key, now=here.clock())
        if found is not None:
            give_back(db, "code", CODE, who)
        return found

    found = here.database.write(use)
    if found is None:
        _refused(staff_id)
        raise InvalidInput(WRONG_CODE, code="wrong_code", fields={"code": WRONG_CODE})
    return staff_id, found


def with_link(act: Callable[[], str]) -> str:
    """Use a one-time link; one that never existed, or has ended, counts as a failure.

    Raises:
        TooMany: Too many of those came from this address, or in all.
    """
    who = {"address": network(), "everyone": ""}
    count("link", LINK, who)
    try:
        found = act()
    except Gone:
        raise
    except Exception:
        house().database.write(lambda db: give_back(db, "link", LINK, who))
        raise
    house().database.write(lambda db: give_back(db, "link", LINK, who))
    return found


def count(kind: str, limits: Sequence[Limit], who: Mapping[str, str]) -> None:
    """Count an attempt, on disk, before anything is checked.

    Raises:
        TooMany: There were too many.
    """
    here = house()
    if not here.database.write(lambda db: count_try(db, kind, limits, who, now=here.clock())):
        log.warning("sign_in_too_often", kind=kind)
        raise TooMany()


def _refused(staff_id: str | None) -> None:
    here, now = house(), house().clock()
    here.database.write(lambda db: write_down(db, "sign_in_refused", now=now, staff_id=staff_id))
    log.warning("sign_in_failed", staff_id=staff_id)


def _said_by(staff_id: str) -> str:
    with house().database.read() as db:
        kept = password_hash_of_id(db, staff_id) or ""
    return f"{staff_id} {hashlib.sha256(kept.encode()).hexdigest()}"


def _whose(ticket: str) -> str:
    here = house()
    now: datetime = here.clock()
    try:
        said = read_signed(ticket, purpose=_TICKET, secret_key=here.secret_key, now=now)
    except (Gone, NotFound) as error:
        raise _too_late() from error
    staff_id = said.partition(" ")[0]
    if _said_by(staff_id) != said:
        raise _too_late()
    return staff_id


def _too_late() -> Gone:
    return Gone("That took too long. Please sign in with your password again.")
