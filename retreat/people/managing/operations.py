"""Disabling, enabling, deleting and resetting accounts, and making owners. Each is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from retreat.errors import Conflict, Gone, NotFound
from retreat.ids import Ids, new_token, token_hash
from retreat.people.accounts import LINK_ENDED, account_name, end_all_sign_ins
from retreat.people.failures import SIGN_IN, forgive
from retreat.people.members import make_member
from retreat.people.models import FirstLink, Member, Participant, RecoveryCode, ResetLink, SignIn, Staff
from retreat.people.ports import forget_staff
from retreat.people.second_step.operations import turn_off

RESET_LASTS_S = 24 * 3600
LAST_OWNER = "There has to be at least one owner who can sign in. Please make somebody else an owner first."
# No password has this digest: nobody can sign in with a password until a link has set one.
_NO_PASSWORD = "!"  # noqa: S105
_LEAD = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """Somebody with an account.

    Attributes:
        seen_at: When they last used the toolkit signed in; None if never, as far as is known.
        sign_ins: In how many browsers they are signed in.
        is_reset: Waiting for a new password, to be chosen with a link.
    """

    id: str
    name: str
    email: str
    is_owner: bool
    has_second_step: bool
    is_reset: bool
    created_at: datetime
    disabled_at: datetime | None
    seen_at: datetime | None
    sign_ins: int


def accounts(db: Session) -> tuple[AccountView, ...]:
    """Everybody with an account, by name."""
    seen = dict(
        db.execute(select(SignIn.staff_id, func.max(SignIn.last_seen_at)).group_by(SignIn.staff_id)).tuples().all()
    )
    now_in = dict(
        db.execute(select(SignIn.staff_id, func.count()).where(SignIn.ended_at.is_(None)).group_by(SignIn.staff_id))
        .tuples()
        .all()
    )
    return tuple(
        AccountView(
            id=one.id,
            name=one.name,
            email=one.email,
            is_owner=one.is_owner,
            has_second_step=one.second_step_at is not None,
            is_reset=one.password_hash == _NO_PASSWORD,
            created_at=one.created_at,
            disabled_at=one.disabled_at,
            seen_at=seen.get(one.id),
            sign_ins=now_in.get(one.id, 0),
        )
        for one in db.scalars(select(Staff).order_by(Staff.name, Staff.id))
    )


def account_called(db: Session, typed: str) -> str:
    """The id of the account with this email or user name.

    Raises:
        NotFound: There is none.
    """
    found = db.scalars(select(Staff.id).where(Staff.email == (account_name(typed) or ""))).first()
    if found is None:
        raise NotFound("There is no account with that email or user name. “account list” lists them.")
    return found


def disable(db: Session, staff_id: str, *, now: datetime) -> str:
    """Nobody can sign in with this account until it is enabled again; its sign-ins and desks end. Returns the name.

    Raises:
        NotFound: There is no such account.
        Conflict: They are the last owner.
    """
    staff = _locked(db, staff_id)
    if staff.disabled_at is None:
        _check_owner_is_left(db, staff)
        staff.disabled_at = now
    _end_everything(db, staff_id, now=now)
    return staff.name


def enable(db: Session, staff_id: str) -> str:
    """Let somebody sign in again. Returns their name.

    Raises:
        NotFound: There is no such account.
    """
    staff = _locked(db, staff_id)
    staff.disabled_at = None
    db.flush()
    return staff.name


def reset(db: Session, staff_id: str, *, now: datetime, ids: Ids) -> tuple[str, str]:
    """End an account's password, second step and sign-ins, and make the link by which its owner sets a new password.

    Earlier failed attempts no longer count. Returns their name and the link's token.

    Raises:
        NotFound: There is no such account.
        Conflict: It is disabled.
    """
    staff = _locked(db, staff_id)
    if staff.disabled_at is not None:
        raise Conflict("This account is disabled. Please enable it first.", code="disabled")
    staff.password_hash = _NO_PASSWORD
    turn_off(db, staff_id)
    _end_everything(db, staff_id, now=now)
    token = new_token()
    expires_at = now + timedelta(seconds=RESET_LASTS_S)
    db.add(
        ResetLink(
            id=ids(),
            staff_id=staff_id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=expires_at,
            used_at=None,
        )
    )
    db.flush()
    return staff.name, token


def use_reset_link(db: Session, token: str, password_hash: str, *, now: datetime) -> str:
    """Set the password that a link is for. Returns the id of its account.

    Raises:
        Gone: The link has been used or withdrawn, is too old, or never existed.
    """
    link = db.scalars(select(ResetLink).where(ResetLink.token_hash == token_hash(token)).with_for_update()).first()
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise Gone(LINK_ENDED)
    staff = _locked(db, link.staff_id)
    if staff.disabled_at is not None:
        raise Gone(LINK_ENDED)
    link.used_at = now
    staff.password_hash = password_hash
    forgive(db, "sign_in", SIGN_IN, {"account": staff.email})
    db.flush()
    return staff.id


def whose_reset_link(db: Session, token: str, *, now: datetime) -> tuple[str, str] | None:
    """Name and email of the account that a link is for, while it works."""
    row = db.execute(
        select(Staff.name, Staff.email)
        .join(ResetLink, ResetLink.staff_id == Staff.id)
        .where(
            ResetLink.token_hash == token_hash(token),
            ResetLink.used_at.is_(None),
            ResetLink.expires_at > now,
            Staff.disabled_at.is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else None


def make_owner(db: Session, staff_id: str) -> str:
    """Make somebody an owner. Returns their name.

    Raises:
        NotFound: There is no such account.
        Conflict: It is disabled.
    """
    staff = _locked(db, staff_id)
    if staff.disabled_at is not None:
        raise Conflict("This account is disabled. Please enable it first.", code="disabled")
    staff.is_owner = True
    db.flush()
    return staff.name


def remove(db: Session, staff_id: str, *, by: str | None, now: datetime) -> str:
    """Delete an account: name, email, password, sign-ins. What they did for the record stays, without a name.

    Programmes that nobody else leads go to an owner, so that somebody can open them.

    Args:
        by: The owner who deletes it; for the command line, the first other owner.

    Returns:
        The name that they had.

    Raises:
        NotFound: There is no such account.
        Conflict: They are the last owner.
    """
    staff = _locked(db, staff_id)
    _check_owner_is_left(db, staff)
    name = staff.name
    _end_everything(db, staff_id, now=now)
    _hand_over(db, staff_id, _heir(db, staff_id, by), now=now)
    db.execute(delete(Member).where(Member.staff_id == staff_id))
    mine = select(SignIn.id).where(SignIn.staff_id == staff_id)
    gone = update(Participant).execution_options(synchronize_session=False)
    db.execute(gone.where(Participant.sign_in_id.in_(mine)).values(sign_in_id=None))
    db.execute(gone.where(Participant.staff_id == staff_id).values(staff_id=None))
    for table in (SignIn, ResetLink, RecoveryCode):
        db.execute(delete(table).where(table.staff_id == staff_id))
    forget_staff(db, staff_id)
    db.delete(staff)
    db.flush()
    return name


def _locked(db: Session, staff_id: str) -> Staff:
    staff = db.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).first()
    if staff is None:
        raise NotFound()
    return staff


def _owners(db: Session) -> Iterable[str]:
    """Owners who can sign in, oldest first; locked, so that if two leave at once, one stays."""
    found = select(Staff.id).where(Staff.is_owner, Staff.disabled_at.is_(None)).order_by(Staff.created_at, Staff.id)
    return db.scalars(found.with_for_update()).all()


def _check_owner_is_left(db: Session, leaving: Staff) -> None:
    if leaving.is_owner and set(_owners(db)) <= {leaving.id}:
        raise Conflict(LAST_OWNER, code="last_owner")


def _end_everything(db: Session, staff_id: str, *, now: datetime) -> None:
    """End sign-ins with the desks they opened, desks of sign-ins that no longer exist, and unused links.

    Also the invitations to programmes that they lead: a link that they, or a thief, had kept would let them back in.
    """
    end_all_sign_ins(db, staff_id, now=now)
    db.execute(
        update(Participant)
        .where(Participant.staff_id == staff_id, Participant.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
    db.execute(update(ResetLink).where(ResetLink.staff_id == staff_id, ResetLink.used_at.is_(None)).values(used_at=now))
    db.execute(
        update(FirstLink)
        .where(FirstLink.programme_id.in_(_led_by(staff_id)), FirstLink.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    db.flush()


def _led_by(staff_id: str) -> Select[str]:
    theirs = (Member.staff_id == staff_id, Member.role == _LEAD, Member.ended_at.is_(None))
    return select(Member.programme_id).where(*theirs)


def _heir(db: Session, staff_id: str, by: str | None) -> str | None:
    others = [one for one in _owners(db) if one != staff_id]
    return by if by in others else next(iter(others), None)


def _hand_over(db: Session, staff_id: str, heir: str | None, *, now: datetime) -> None:
    for programme_id in db.scalars(_led_by(staff_id)).all():
        others = (
            select(Member.staff_id)
            .join(Staff, Staff.id == Member.staff_id)
            .where(
                Member.programme_id == programme_id,
                Member.role == _LEAD,
                Member.ended_at.is_(None),
                Member.staff_id != staff_id,
                Staff.disabled_at.is_(None),
            )
        )
        if db.scalars(others.limit(1)).first() is None and heir is not None:
            make_member(db, programme_id, heir, _LEAD, now=now)
