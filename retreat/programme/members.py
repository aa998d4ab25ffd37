"""The members of a programme: who is in it, with which role, and how that changes. None commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.people.members import ROLES, make_member
from retreat.people.models import FirstLink, Member, Participant, Staff
from retreat.programme.models import DialogueSession, Event, OwnActivity, Programme

LEAD = "lead"
NO_LEAD = "The programme needs at least one lead. Please make somebody else a lead first."


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """Somebody in a programme."""

    staff_id: str
    name: str
    email: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link that nobody has used yet. We do not know who has it."""

    id: str
    role: str
    created_at: datetime
    expires_at: datetime


def invitations_of(db: Session, programme_id: str, *, now: datetime) -> tuple[Invitation, ...]:
    """The links to a programme that still work, the oldest first."""
    rows = db.scalars(
        select(FirstLink)
        .where(FirstLink.programme_id == programme_id, FirstLink.used_at.is_(None), FirstLink.expires_at > now)
        .order_by(FirstLink.created_at, FirstLink.id)
    )
    return tuple(
        Invitation(id=row.id, role=row.role, created_at=row.created_at, expires_at=row.expires_at) for row in rows
    )


def withdraw_invitation(db: Session, programme_id: str, invitation_id: str, *, now: datetime) -> None:
    """Withdraw a link.

    Raises:
        NotFound: This programme has no such invitation.
        Conflict: Somebody has used it, or it has ended.
    """
    row = db.scalars(select(FirstLink).where(FirstLink.id == invitation_id).with_for_update()).first()
    if row is None or row.programme_id != programme_id:
        raise NotFound()
    if row.used_at is not None or row.expires_at <= now:
        raise Conflict("This invitation has been used or has expired.", code="invitation_over")
    row.used_at = now
    db.flush()


def members_of(db: Session, programme_id: str) -> tuple[MemberView, ...]:
    """Everybody who is in a programme now, by name."""
    rows = db.execute(
        select(Member, Staff)
        .join(Staff, Staff.id == Member.staff_id)
        .where(Member.programme_id == programme_id, Member.ended_at.is_(None), Staff.disabled_at.is_(None))
        .order_by(Staff.name, Staff.id)
    ).all()
    return tuple(
        MemberView(staff_id=staff.id, name=staff.name, email=staff.email, role=member.role, since=member.since)
        for member, staff in rows
    )


def add_member(db: Session, programme_id: str, email: str | None, role: str, *, now: datetime) -> str:
    """Add somebody who already has an account. Returns their name.

    Raises:
        InvalidInput: Nobody signs in with that name, or there is no such role.
        Conflict: They are already in it.
    """
    _check_role(role)
    staff = db.scalars(select(Staff).where(Staff.email == (email or ""), Staff.disabled_at.is_(None))).first()
    if staff is None:
        raise InvalidInput(
            "There is no account with that email or user name. Please invite them with a link instead.",
            code="no_account",
            fields={"email": "not known"},
        )
    row = db.get(Member, (programme_id, staff.id))
    if row is not None and row.ended_at is None:
        raise Conflict(f"{staff.name} is already in this programme.", code="already_in", fields={"email": "already in"})
    make_member(db, programme_id, staff.id, role, now=now)
    return staff.name


def change_role(db: Session, programme_id: str, staff_id: str, role: str, *, now: datetime) -> str:
    """Change somebody's role. Rights that they lose end at once. Returns their name.

    Raises:
        InvalidInput: There is no such role.
        NotFound: They are not in this programme.
        Conflict: They are the last who leads it.
    """
    _check_role(role)
    row = _row(db, programme_id, staff_id)
    if row.role == role:
        return _name(db, staff_id)
    _check_lead_is_left(db, row)
    _end_what_only_leads_do(db, row, now=now)
    row.role, row.since = role, now
    db.flush()
    if "leads" not in ROLES[role]:
        _close_desks(db, programme_id, staff_id, now=now)
    return _name(db, staff_id)


def end_membership(db: Session, programme_id: str, staff_id: str, *, now: datetime) -> str:
    """Remove somebody: they no longer find anything of the programme, and their desks close. Returns their name.

    Raises:
        NotFound: They are not in this programme.
        Conflict: They are the last who leads it.
    """
    row = _row(db, programme_id, staff_id)
    _check_lead_is_left(db, row)
    _end_what_only_leads_do(db, row, now=now)
    row.ended_at = now
    db.flush()
    _close_desks(db, programme_id, staff_id, now=now)
    return _name(db, staff_id)


def first_account(db: Session, staff_id: str, now: datetime) -> None:
    """The first account leads everything that the command line has already made."""
    for programme_id in db.scalars(select(Programme.id)).all():
        make_member(db, programme_id, staff_id, LEAD, now=now)


def forget_staff(db: Session, staff_id: str) -> None:
    """An account is deleted: what they planned stays, made by nobody in particular."""
    for table in (DialogueSession, OwnActivity):
        db.execute(
            update(table)
            .where(table.created_by == staff_id)
            .values(created_by=None)
            .execution_options(synchronize_session=False)
        )


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise InvalidInput("Please choose a role.", code="no_role", fields={"role": "choose one"})


def _row(db: Session, programme_id: str, staff_id: str) -> Member:
    row = db.get(Member, (programme_id, staff_id))
    if row is None or row.ended_at is not None:
        raise NotFound()
    return row


def _name(db: Session, staff_id: str) -> str:
    return db.get_one(Staff, staff_id).name


def _end_what_only_leads_do(db: Session, leaving: Member, *, now: datetime) -> None:
    """End unused invitations: a former lead may have kept one, and could come back with it."""
    if leaving.role != LEAD:
        return
    db.execute(
        update(FirstLink)
        .where(FirstLink.programme_id == leaving.programme_id, FirstLink.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def _check_lead_is_left(db: Session, leaving: Member) -> None:
    if leaving.role != LEAD:
        return
    # Locked, so that of two who leave at once one stays.
    others = db.scalars(
        select(Member.staff_id)
        .join(Staff, Staff.id == Member.staff_id)
        .where(
            Member.programme_id == leaving.programme_id,
            Member.role == LEAD,
            Member.ended_at.is_(None),
            Staff.disabled_at.is_(None),
        )
        .with_for_update(of=Member)
    ).all()
    if set(others) <= {leaving.staff_id}:
        raise Conflict(NO_LEAD, code="last_lead")


def _close_desks(db: Session, programme_id: str, staff_id: str, *, now: datetime) -> None:
    sessions = (
        select(DialogueSession.id)
        .join(Event, Event.id == DialogueSession.event_id)
        .where(Event.programme_id == programme_id)
    )
    db.execute(
        update(Participant)
        .where(
            Participant.staff_id == staff_id,
            Participant.revoked_at.is_(None),
            Participant.session_id.in_(sessions),
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
