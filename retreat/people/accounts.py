"""Writes about staff: the first link, sign-ins, passwords. Secrets come in and go out here, hashes stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.errors import Conflict, Gone, InvalidInput, NotFound, NotSignedIn
from retreat.ids import Ids, new_token, token_hash
from retreat.people.members import ROLES, make_member
from retreat.people.models import EMAIL_MAX_CHARS, NAME_MAX_CHARS, AccountRule, FirstLink, Participant, SignIn, Staff
from retreat.people.ports import first_account_made
from retreat.people.queries import anyone_has_an_account
from retreat.people.schemas import one_line

IDLE_S = 12 * 3600
SIGN_IN_LASTS_S = 7 * 24 * 3600
FIRST_LINK_LASTS_S = 7 * 24 * 3600
SEEN_EVERY_S = 300
SECOND_STEP_FOR_EVERYONE = "second_step"
LINK_ENDED = "This link no longer works: it has been used or withdrawn, or has expired. Please ask for a new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A member of staff in one browser.

    Attributes:
        must_set_up: Everybody has to have a second step, and they have none yet.
    """

    staff_id: str
    sign_in_id: str
    display_name: str
    email: str
    role: str
    is_owner: bool = False
    has_second_step: bool = False
    must_set_up: bool = False


def new_first_link(db: Session, *, now: datetime, ids: Ids) -> str | None:
    """The token of a link for the first facilitator; earlier ones end. None once somebody has an account."""
    if anyone_has_an_account(db):
        return None
    db.execute(update(FirstLink).where(FirstLink.used_at.is_(None)).values(used_at=now))
    return _new_link(db, role="lead", programme_id=None, now=now, ids=ids)


def new_invitation(db: Session, *, programme_id: str, role: str, now: datetime, ids: Ids) -> str:
    """The token of a link that makes one account, once, and its owner a member of a programme.

    Raises:
        InvalidInput: That is no role.
    """
    if role not in ROLES:
        raise InvalidInput("Please choose a role.", code="no_role", fields={"role": "choose one"})
    return _new_link(db, role=role, programme_id=programme_id, now=now, ids=ids)


def _new_link(db: Session, *, role: str, programme_id: str | None, now: datetime, ids: Ids) -> str:
    token = new_token()
    db.add(
        FirstLink(
            id=ids(),
            token_hash=token_hash(token),
            role=role,
            programme_id=programme_id,
            created_at=now,
            expires_at=now + timedelta(seconds=FIRST_LINK_LASTS_S),
            used_at=None,
        )
    )
    db.flush()
    return token


def use_first_link(
    db: Session, *, token: str, name: object, email: object, password_hash: str, now: datetime, ids: Ids
) -> str:
    """Make the account that a link is for. Returns the id of the new member of staff.

    Raises:
        Gone: The link was used or is too old, or never was one.
        InvalidInput: The name or the email is missing.
        Conflict: Somebody has this email already.
    """
    link = db.scalars(select(FirstLink).where(FirstLink.token_hash == token_hash(token)).with_for_update()).first()
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise Gone(LINK_ENDED)
    clean_name = one_line(name, field="name", max_chars=NAME_MAX_CHARS, says="The name")
    clean_email = account_name(email)
    if clean_name is None:
        raise InvalidInput("Please enter your name.", fields={"name": "is empty"})
    if clean_email is None:
        raise InvalidInput("Please enter an email or a user name.", fields={"email": "is empty"})
    if db.scalars(select(Staff.id).where(Staff.email == clean_email)).first() is not None:
        raise Conflict(
            "There is already an account with that email or user name. Please choose another.",
            fields={"email": "already there"},
        )
    link.used_at = now
    is_first = not anyone_has_an_account(db)
    staff = Staff(
        id=ids(),
        name=clean_name,
        email=clean_email,
        password_hash=password_hash,
        role="facilitator" if "leads" in ROLES[link.role] else "researcher",
        created_at=now,
        disabled_at=None,
        is_owner=is_first,
    )
    db.add(staff)
    db.flush()
    if link.programme_id is None:
        first_account_made(db, staff.id, now)
    else:
        make_member(db, link.programme_id, staff.id, link.role, now=now)
    return staff.id


def account_name(value: object) -> str | None:
    """An email or user name in the form in which it is compared."""
    clean = one_line(value, field="email", max_chars=EMAIL_MAX_CHARS, says="The email or user name")
    if clean is None:
        return None
    if re.search(r"\s", clean):
        raise InvalidInput("An email or user name cannot contain spaces.", fields={"email": "has spaces"})
    return clean.casefold()


def password_hash_of(db: Session, email: str | None) -> tuple[str, str] | None:
    """Id and password hash of an account that may sign in."""
    if email is None:
        return None
    found = db.execute(
        select(Staff.id, Staff.password_hash).where(Staff.email == email, Staff.disabled_at.is_(None))
    ).first()
    return (found[0], found[1]) if found else None


def password_hash_of_id(db: Session, staff_id: str) -> str | None:
    """The password hash of an account that may sign in, by its id."""
    return db.scalar(select(Staff.password_hash).where(Staff.id == staff_id, Staff.disabled_at.is_(None)))


def start_sign_in(
    db: Session, *, staff_id: str, now: datetime, ids: Ids, address: str | None = None, browser: str | None = None
) -> str:
    """Sign somebody in, in a browser that has just proved it may. Returns the new token.

    Args:
        address: Where the browser is.
        browser: What it calls itself, in a few words.

    Raises:
        NotSignedIn: The account has been disabled or deleted since.
    """
    may = select(Staff.id).where(Staff.id == staff_id, Staff.disabled_at.is_(None)).with_for_update()
    if db.scalars(may).first() is None:
        raise NotSignedIn("This account can no longer sign in. Please ask an owner.")
    token = new_token()
    db.add(
        SignIn(
            id=ids(),
            staff_id=staff_id,
            token_hash=token_hash(token),
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(seconds=SIGN_IN_LASTS_S),
            ended_at=None,
            address=address,
            browser=browser,
        )
    )
    db.flush()
    return token


def signed_in_by(db: Session, token: str | None, *, now: datetime) -> tuple[SignedIn, bool] | None:
    """Whose sign-in a token is, and whether it is time to note that they were seen; None once it has ended."""
    if not token:
        return None
    asks_everyone = select(AccountRule.name).where(AccountRule.name == SECOND_STEP_FOR_EVERYONE).exists()
    row = db.execute(
        select(SignIn, Staff, asks_everyone)
        .join(Staff, Staff.id == SignIn.staff_id)
        .where(SignIn.token_hash == token_hash(token))
    ).first()
    if row is None:
        return None
    sign_in, staff, is_asked = row
    idle = now - sign_in.last_seen_at
    if sign_in.ended_at or staff.disabled_at or sign_in.expires_at <= now or idle >= timedelta(seconds=IDLE_S):
        return None
    found = SignedIn(
        staff_id=staff.id,
        sign_in_id=sign_in.id,
        display_name=staff.name,
        email=staff.email,
        role=staff.role,
        is_owner=staff.is_owner,
        has_second_step=staff.second_step_at is not None,
        must_set_up=is_asked and staff.second_step_at is None,
    )
    return found, idle >= timedelta(seconds=SEEN_EVERY_S)


def mark_seen(db: Session, sign_in_id: str, *, now: datetime) -> None:
    """Start the idle time of a sign-in again."""
    db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))


def end_sign_in(db: Session, sign_in_id: str, *, now: datetime) -> None:
    """Sign a browser out, and take back the desks and walls it had opened."""
    db.execute(update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(ended_at=now))
    db.execute(
        update(Participant)
        .where(Participant.sign_in_id == sign_in_id, Participant.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def keep_stronger_hash(db: Session, staff_id: str, password_hash: str) -> None:
    """Keep the same password with today's hash."""
    db.execute(update(Staff).where(Staff.id == staff_id).values(password_hash=password_hash))


def change_password(db: Session, staff_id: str, *, password_hash: str, now: datetime) -> None:
    """Keep a new password and sign out every browser; whoever changed it starts a new sign-in."""
    staff = db.get(Staff, staff_id)
    if staff is None:
        raise NotFound()
    staff.password_hash = password_hash
    end_all_sign_ins(db, staff_id, now=now)
    db.flush()


def end_all_sign_ins(db: Session, staff_id: str, *, now: datetime, but: str | None = None) -> int:
    """Sign somebody out of every browser except ``but``. Returns how many there were."""
    open_ones = select(SignIn.id).where(SignIn.staff_id == staff_id, SignIn.ended_at.is_(None))
    ending = [one for one in db.scalars(open_ones).all() if one != but]
    for sign_in_id in ending:
        end_sign_in(db, sign_in_id, now=now)
    return len(ending)
