"""Setting for how long things are kept, holding them, and confirming that they are destroyed. None commits."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from retreat.consent.retention.models import (
    CONFIRMED,
    STOPPED,
    WHY_MAX_CHARS,
    WORKING,
    Destruction,
    KeptFor,
    LegalHold,
)
from retreat.consent.retention.periods import KINDS, checked
from retreat.consent.retention.queries import Ending, ending_of, months_of
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import JOIN_PASS_ALPHABET, Ids
from retreat.people.deeds import write_down
from retreat.programme.models import Event, Programme

NUMBER_CHARS = 12
_NOT_DUE = {
    "kept": "Its day has not come yet. Nothing was destroyed.",
    "held": "A legal hold stops this. Nothing was destroyed.",
    "none": "There is nothing of this any more.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A programme, or one event of it; ``by``: the member of staff, None at the command line."""

    programme_id: str
    event_id: str | None
    by: str | None
    now: datetime


def set_months(db: Session, where: Where, months: Mapping[str, int | None]) -> None:
    """Say for how many months each kind is kept there; None for an event to follow its programme.

    Raises:
        NotFound: There is no such programme, or it has no such event.
        InvalidInput: A number is out of bounds, or something would end before what it is made from, in the programme
            or in an event of it.
    """
    _check(db, where)
    where_id = where.event_id or where.programme_id
    for kind, count in months.items():
        if kind not in KINDS:
            raise InvalidInput("There is no such kind.", code="no_kind", fields={kind: ", ".join(KINDS)})
        db.execute(delete(KeptFor).where(KeptFor.where_id == where_id, KeptFor.kind == kind))
        if count is not None:
            row = KeptFor(where_id=where_id, kind=kind, programme_id=where.programme_id, months=count)
            row.set_by, row.set_at = where.by, where.now
            db.add(row)
    db.flush()
    checked(months_of(db, where.programme_id, where.event_id))
    if where.event_id is None:
        own = select(KeptFor.where_id).where(
            KeptFor.programme_id == where.programme_id, KeptFor.where_id != where.programme_id
        )
        for event_id in db.scalars(own.distinct()):
            checked(months_of(db, where.programme_id, event_id))
    _note(db, "kept_for_set", where, where_id)


def place_hold(db: Session, where: Where, *, why: str, until: date | None, ids: Ids) -> str:
    """Stop every destruction there that has not begun. Returns the hold's id.

    Raises:
        NotFound: There is no such programme, or it has no such event.
        InvalidInput: It says not why, too much, or a day that is over.
    """
    _check(db, where)
    why = why.strip()
    if not why:
        raise InvalidInput("Please say why this must be kept.", code="no_reason", fields={"why": "is empty"})
    if len(why) > WHY_MAX_CHARS:
        raise InvalidInput(
            f"Please use at most {WHY_MAX_CHARS} characters.", code="too_long", fields={"why": "is too long"}
        )
    if until is not None and until < where.now.date():
        raise InvalidInput("Please choose a day that is not over.", code="day_over", fields={"until": "is over"})
    row = LegalHold(id=ids(), programme_id=where.programme_id, event_id=where.event_id, why=why, until=until)
    row.placed_by, row.placed_at = where.by, where.now
    db.add(row)
    waits = select(Destruction).where(
        Destruction.programme_id == where.programme_id, Destruction.state == CONFIRMED, Destruction.stage.is_(None)
    )
    if where.event_id is not None:
        waits = waits.where(Destruction.event_id == where.event_id)
    for one in db.scalars(waits.with_for_update()):
        one.state = STOPPED
    db.flush()
    _note(db, "hold_placed", where, row.id)
    return row.id


def lift_hold(db: Session, where: Where, hold_id: str) -> None:
    """Let the dates count again.

    Raises:
        NotFound: The programme has no such hold.
        Conflict: Somebody has lifted it in the meantime.
    """
    row = db.get(LegalHold, hold_id, with_for_update=True, populate_existing=True)
    if row is None or row.programme_id != where.programme_id:
        raise NotFound
    if row.lifted_at is not None:
        raise Conflict("This hold was lifted in the meantime.", code="lifted")
    row.lifted_by, row.lifted_at = where.by, where.now
    db.flush()
    _note(db, "hold_lifted", where, hold_id)


def confirm(db: Session, where: Where, kind: str, *, ids: Ids) -> Destruction:
    """Have one kind of one event's things destroyed: it is due, and a person has said so.

    Confirming twice is confirming once.

    Raises:
        NotFound: There is no such event in the programme, or no such kind.
        Conflict: Its day has not come, something stops it, it waits for something else, or there is nothing of it.
    """
    event_id = _check(db, where) or ""
    ending = ending_of(db, event_id, kind, where.now.date())
    if ending is None:
        raise NotFound
    if ending.state == "going":
        begun = Destruction.state.in_((CONFIRMED, WORKING))
        these = (Destruction.event_id == event_id, Destruction.kind == kind, begun)
        return db.scalars(select(Destruction).where(*these)).one()
    if ending.state != "due":
        raise Conflict(_why_not(ending), code=f"not_due_{ending.state}")
    row = Destruction(
        id=ids(),
        number=_new_number(db),
        programme_id=where.programme_id,
        event_id=event_id,
        kind=kind,
        ended_on=ending.on,
        confirmed_by=where.by,
        confirmed_at=where.now,
        state=CONFIRMED,
        counted=dict(ending.counts),
        found={},
    )
    db.add(row)
    db.flush()
    _note(db, "destruction_confirmed", where, row.id)
    return row


def _why_not(ending: Ending) -> str:
    if ending.after is not None:
        return f"First the {KINDS[ending.after].inside} of this event must be destroyed. Nothing was destroyed."
    return _NOT_DUE[ending.state]


def _check(db: Session, where: Where) -> str | None:
    """The event, locked so that a hold and a destruction cannot both be first."""
    if db.get(Programme, where.programme_id, with_for_update=True) is None:
        raise NotFound
    if where.event_id is None:
        return None
    event = db.get(Event, where.event_id)
    if event is None or event.programme_id != where.programme_id:
        raise NotFound
    return event.id


def _note(db: Session, act: str, where: Where, thing: str) -> None:
    write_down(db, act, now=where.now, staff_id=where.by, programme_id=where.programme_id, thing=thing)


def _new_number(db: Session) -> str:
    while True:
        number = "".join(secrets.choice(JOIN_PASS_ALPHABET) for _ in range(NUMBER_CHARS))
        if db.scalar(select(Destruction.id).where(Destruction.number == number)) is None:
            return number
