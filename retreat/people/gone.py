"""Who may no longer come in: accounts that ended, people who left or were taken out, letters that no longer count.

In a restored copy everybody in the team signs in again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.errors import Conflict
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register, settle
from retreat.people.accounts import end_all_sign_ins
from retreat.people.managing.operations import remove
from retreat.people.models import JoinPass, Participant, Staff

_HERE, _DISABLED, _GONE = "here", "disabled", "gone"


def _collect_accounts(db: Session, before: Lines) -> Lines:
    """An account that an earlier list knew, and that is no longer here, was deleted."""
    found = {line[0]: _GONE for line in before}
    for row in db.execute(select(Staff.id, Staff.disabled_at)):
        found[row.id] = _HERE if row.disabled_at is None else _DISABLED
    return list(found.items())


def _bury_accounts(db: Session, house: House, lines: Lines) -> int:
    changed = 0
    for staff_id, state in lines:
        staff = db.get(Staff, staff_id)
        if staff is None or state == _HERE or (state == _DISABLED and staff.disabled_at is not None):
            continue
        changed += 1
        staff.disabled_at = staff.disabled_at or house.clock()
        db.flush()
        if state == _GONE:
            try:
                remove(db, staff_id, by=None, now=house.clock())
            except Conflict:  # the last owner stays, but cannot sign in
                continue
    return changed


def _collect_people(db: Session, before: Lines) -> Lines:
    """Those who are in again are listed as such, for those who were not."""
    row = Participant
    out = row.revoked_at.is_not(None) | row.taken_out_at.is_not(None)
    found = db.execute(select(row.id, row.revoked_at, row.taken_out_at).where(out))
    lines = {one.id: (one.id, one.revoked_at is not None, one.taken_out_at is not None) for one in found}
    return [*lines.values(), *((line[0], False, False) for line in before if line[0] not in lines)]


def _bury_people(db: Session, house: House, lines: Lines) -> int:
    changed = 0
    for person_id, is_revoked, is_out in lines:
        row = db.get(Participant, person_id) if is_revoked or is_out else None
        if row is None:
            continue
        if (is_revoked and row.revoked_at is None) or (is_out and row.taken_out_at is None):
            changed += 1
        row.revoked_at = row.revoked_at or (house.clock() if is_revoked else None)
        row.taken_out_at = row.taken_out_at or (house.clock() if is_out else None)
    db.flush()
    return changed


def _collect_letters(db: Session, _before: Lines) -> Lines:
    return [(one,) for one in db.scalars(select(JoinPass.id).where(JoinPass.revoked_at.is_not(None)))]


def _bury_letters(db: Session, house: House, lines: Lines) -> int:
    ids = [line[0] for line in lines]
    still = (JoinPass.id.in_(ids), JoinPass.revoked_at.is_(None))
    return int(db.execute(update(JoinPass).where(*still).values(revoked_at=house.clock())).rowcount)  # type: ignore[attr-defined]


def _sign_everybody_out(house: House, _open_speech: Callable[[], Any]) -> None:
    def end(db: Session) -> None:
        for staff_id in db.scalars(select(Staff.id)).all():
            end_all_sign_ins(db, staff_id, now=house.clock())

    house.database.write(end)


register(Kind(name="accounts", called="accounts that ended", collect=_collect_accounts, bury=_bury_accounts))
register(Kind(name="people", called="people who left or were taken out", collect=_collect_people, bury=_bury_people))
register(Kind(name="letters", called="letters that no longer count", collect=_collect_letters, bury=_bury_letters))
settle(_sign_everybody_out, "end")
