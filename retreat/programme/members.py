"""The members of a programme: who is in it, with which role, and how that changes. None commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.people.members import ROLES, make_member
from retreat.people.models import Member, Participant, Staff
from retreat.programme.models import DialogueSession, Event, Programme

LEAD = "lead"
NO_LEAD = "Somebody has to lead the programme. Please make somebody else its lead first."


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """Somebody in a programme."""

    staff_id: str
    name: str
    email: str
    role: str
    since: datetime


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
    """Take somebody in who has an account already; their name.

    Raises:
        InvalidInput: Nobody has that name to sign in with, or that is no role.
        Conflict: They are in it already.
    """
    _check_role(role)
    staff = db.scalars(select(Staff).where(Staff.email == (email or ""), Staff.disabled_at.is_(None))).first()
    if staff is None:
        raise InvalidInput(
            "Nobody has an account with that email or user name. Make a link for them instead.",
            code="no_account",
            fields={"email": "not known"},
        )
    row = db.get(Member, (programme_id, staff.id))
    if row is not None and row.ended_at is None:
        raise Conflict(f"{staff.name} is in this programme already.", code="already_in")
    make_member(db, programme_id, staff.id, role, now=now)
    return staff.name


def change_role(db: Session, programme_id: str, staff_id: str, role: str, *, now: datetime) -> None:
    """Give somebody another role. What they no longer may, ends at once.

    Raises:
        InvalidInput: That is no role.
        NotFound: They are not in this programme.
        Conflict: They are the last who leads it.
    """
    _check_role(role)
    row = _row(db, programme_id, staff_id)
    if row.role == role:
        return
    _check_lead_is_left(db, row)
    row.role, row.since = role, now
    db.flush()
    if "leads" not in ROLES[role]:
        _close_desks(db, programme_id, staff_id, now=now)


def end_membership(db: Session, programme_id: str, staff_id: str, *, now: datetime) -> None:
    """Somebody is no longer in the programme: they find nothing of it any more, and their desks are closed.

    Raises:
        NotFound: They are not in this programme.
        Conflict: They are the last who leads it.
    """
    row = _row(db, programme_id, staff_id)
    _check_lead_is_left(db, row)
    row.ended_at = now
    db.flush()
    _close_desks(db, programme_id, staff_id, now=now)


def first_account(db: Session, staff_id: str, now: datetime) -> None:
    """Whoever makes the first account leads all that is here already, made by the command line."""
    for programme_id in db.scalars(select(Programme.id)).all():
        make_member(db, programme_id, staff_id, LEAD, now=now)


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise InvalidInput("Please choose what they will do.", code="no_role", fields={"role": "choose one"})


def _row(db: Session, programme_id: str, staff_id: str) -> Member:
    row = db.get(Member, (programme_id, staff_id))
    if row is None or row.ended_at is not None:
        raise NotFound()
    return row


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
