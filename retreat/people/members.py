"""Which staff belong to which programme, and what a role may do there. People who are not members find nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from retreat.people.models import Member, Staff
from retreat.people.ports import programme_of

# shared: finds what was agreed to be shared · reads: the record · codes: codes it, and writes memos and readings
# works: corrects it and adds to it
# leads: plans, opens and leads sessions · rules: who is a member
Right = Literal["shared", "reads", "codes", "works", "leads", "rules"]
ROLES: Mapping[str, frozenset[Right]] = {
    "lead": frozenset({"shared", "reads", "codes", "works", "leads", "rules"}),
    "facilitator": frozenset({"shared", "reads", "codes", "works", "leads"}),
    "researcher": frozenset({"shared", "reads", "codes", "works"}),
    "coder": frozenset({"shared", "reads", "codes"}),
    "reader": frozenset({"shared", "reads"}),
    "partner": frozenset({"shared"}),
}
# A partner reads only what its speakers and writers agreed to share with partners.
PARTNER = "partner"


def roles_of(db: Session, staff_id: str) -> dict[str, str]:
    """The role of a member of staff in each programme that they belong to."""
    rows = db.execute(
        select(Member.programme_id, Member.role)
        .join(Staff, Staff.id == Member.staff_id)
        .where(Member.staff_id == staff_id, Member.ended_at.is_(None), Staff.disabled_at.is_(None))
    )
    return dict(rows.tuples().all())


def programmes_with(staff_id: str, *roles: str) -> Select[str]:
    """The programmes in which somebody has one of these roles, for the WHERE of a query."""
    return select(Member.programme_id).where(
        Member.staff_id == staff_id, Member.ended_at.is_(None), Member.role.in_(roles)
    )


def programmes_of(staff_id: str, right: Right = "shared") -> Select[str]:
    """The programmes in which somebody has a right, for the WHERE of a query."""
    return programmes_with(staff_id, *(role for role, rights in ROLES.items() if right in rights))


def rights_at(db: Session, staff_id: str, named: Mapping[str, str]) -> frozenset[Right] | None:
    """What somebody may do with what an address names; None if it names nothing of a programme.

    An address that names nothing gives no rights, and neither does one of another programme.
    """
    known, programme_id = programme_of(db, named)
    if not known:
        return None
    return ROLES.get(roles_of(db, staff_id).get(programme_id or "", ""), frozenset())


def make_member(db: Session, programme_id: str, staff_id: str, role: str, *, now: datetime) -> None:
    """Add somebody to a programme, or change their role there."""
    row = db.get(Member, (programme_id, staff_id))
    if row is None:
        db.add(Member(programme_id=programme_id, staff_id=staff_id, role=role, since=now, ended_at=None))
    else:
        row.role, row.ended_at = role, None
        row.since = now
    db.flush()


def take_in_everyone(db: Session, programme_id: str, *, now: datetime) -> None:
    """Everybody with an account joins a programme that no member of staff made, such as the command line's."""
    for staff in db.scalars(select(Staff).where(Staff.disabled_at.is_(None)).order_by(Staff.created_at, Staff.id)):
        make_member(db, programme_id, staff.id, "lead" if staff.role == "facilitator" else "researcher", now=now)
