"""Assigning blind double coding, finishing it, and settling differences."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.approaches import RELIABILITY, approach_of
from retreat.analysis.codebook.limits import long_text
from retreat.analysis.codebook.operations import code_row
from retreat.analysis.double.models import DoubleCoder, DoubleCoding, Settlement
from retreat.analysis.double.queries import doubles_of, units_of
from retreat.errors import Conflict, InvalidInput, NotFound, NotPermitted
from retreat.people.members import ROLES, roles_of
from retreat.programme.queries import programme_of_session

EVERY_MAX = 20
OUTCOMES = ("coded", "not_coded", "both")


def assign(db: Session, who: Analyst, session_id: str, coder_ids: Sequence[str], *, every: int = 1) -> DoubleCoding:
    """Give the same session, or every n-th turn of it, to several people to code blind.

    Raises:
        NotPermitted: The programme's approach does not ask for it.
        InvalidInput: Fewer than two people, or somebody who cannot code here.
        Conflict: One of them is still coding this session blind.
    """
    if approach_of(db, who.programme_id).kind != RELIABILITY:
        raise NotPermitted("This programme's approach does not use double coding.", code="not_this_approach")
    if programme_of_session(db, session_id) != who.programme_id:
        raise NotFound("There is no such session.")
    chosen = list(dict.fromkeys(coder_ids))
    if len(chosen) < 2:
        raise InvalidInput("Please choose at least two people.", code="too_few", fields={"coder": "at least two"})
    if not all("codes" in ROLES.get(roles_of(db, one).get(who.programme_id, ""), ()) for one in chosen):
        raise InvalidInput("Please choose people who can code in this programme.", code="cannot_code")
    if not 1 <= every <= EVERY_MAX:
        raise InvalidInput(f"Please choose a sample of every turn up to every {EVERY_MAX}th.", fields={"every": "1–20"})
    busy = (
        select(DoubleCoder.staff_id)
        .join(DoubleCoding, DoubleCoding.id == DoubleCoder.double_id)
        .where(
            DoubleCoding.session_id == session_id,
            ~DoubleCoding.opened,
            ~DoubleCoding.removed,
            DoubleCoder.staff_id.in_(chosen),
        )
    )
    if db.execute(busy.limit(1)).first() is not None:
        raise Conflict("One of them is already coding this session blind.", code="already_assigned")
    row = DoubleCoding(
        id=who.ids(), programme_id=who.programme_id, session_id=session_id, every=every, by=who.by, at=who.now
    )
    act = Act(db, who, "double.assigned", thing_id=row.id, session_id=session_id, count=len(chosen), every=every)
    act.make(row)
    db.flush()
    for position, staff_id in enumerate(chosen):
        db.add(DoubleCoder(double_id=row.id, staff_id=staff_id, position=position))
    act.keep()
    return row


def finish(db: Session, who: Analyst, double_id: str) -> DoubleCoding:
    """Say that one's own part is finished. Once everybody has, the codings can be compared.

    Raises:
        NotFound: There is no such assignment of theirs.
    """
    row, mine = double_row(db, who.programme_id, double_id), db.get(DoubleCoder, (double_id, who.by))
    if mine is None:
        raise NotFound()
    if mine.done_at is not None:
        return row
    mine.done_at = who.now
    db.flush()
    Act(db, who, "double.finished", thing_id=row.id, session_id=row.session_id).keep()
    left = select(func.count()).where(DoubleCoder.double_id == row.id, DoubleCoder.done_at.is_(None))
    if not db.scalar(left):
        _open(db, who, row)
    return row


def open_early(db: Session, who: Analyst, double_id: str, *, why: str) -> DoubleCoding:
    """Open it before everybody has finished, for a reason that is kept."""
    row = double_row(db, who.programme_id, double_id)
    if not row.opened:
        _open(db, who, row, why=long_text(why, "why", "The reason", needed=True))
    return row


def _open(db: Session, who: Analyst, row: DoubleCoding, *, why: str = "") -> None:
    row.opened = True
    db.flush()
    Act(db, who, "double.opened", thing_id=row.id, session_id=row.session_id, why=why).keep()


def settle(
    db: Session, who: Analyst, double_id: str, unit: str, code_id: str, outcome: str, *, why: str = ""
) -> Settlement:
    """Record what people agreed about one code on one turn; or that they keep both codings, and why.

    The codings stay as they were made: what is settled is an act of its own, with its reason.

    Raises:
        Conflict: It is not open yet.
        NotFound: It has no such turn that this person may read.
        InvalidInput: Both are kept without saying why.
    """
    row = double_row(db, who.programme_id, double_id)
    if not row.opened:
        raise Conflict("Not everybody has finished yet.", code="not_open")
    if outcome not in OUTCOMES:
        raise InvalidInput("Please choose how you settle it.", code="no_outcome", fields={"outcome": "choose one"})
    code_row(db, who.programme_id, code_id)
    shown = next(one for one in doubles_of(db, who.programme_id) if one.id == row.id)
    if unit not in {one.name for one in units_of(db, who.reader, shown)}:
        raise NotFound("There is no such turn in this double coding.", code="no_such_turn")
    said = long_text(why, "why", "The reason", needed=outcome == "both")
    earlier = select(func.max(Settlement.number)).where(
        Settlement.double_id == row.id, Settlement.unit == unit, Settlement.code_id == code_id
    )
    made = Settlement(
        id=who.ids(),
        double_id=row.id,
        unit=unit,
        code_id=code_id,
        number=1 + (db.scalar(earlier) or 0),
        outcome=outcome,
        why=said,
        by=who.by,
        at=who.now,
    )
    db.add(made)
    db.flush()
    Act(db, who, "double.settled", thing_id=row.id, session_id=row.session_id, why=said, outcome=outcome).keep()
    return made


def double_row(db: Session, programme_id: str, double_id: str) -> DoubleCoding:
    """A double coding of this programme.

    Raises:
        NotFound: There is none.
    """
    row = db.get(DoubleCoding, double_id)
    if row is None or row.programme_id != programme_id or row.removed:
        raise NotFound("There is no such double coding any more.", code="no_such_double")
    return row
