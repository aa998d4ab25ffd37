"""What ends when, what is due, and what stops it. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.consent.retention.models import CONFIRMED, WORKING, Destruction, KeptFor, LegalHold
from retreat.consent.retention.periods import KINDS, ends_on
from retreat.consent.retention.ports import stocks
from retreat.people.models import Staff
from retreat.programme.models import DialogueSession, Event

# kept: its day has not come · due: it waits for somebody to confirm · held: something stops it · waits: for what ends
# before it · going: somebody has confirmed it · none: there is nothing of it
State = Literal["kept", "due", "held", "waits", "going", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView:
    """One hold that is in force. ``who``: None for somebody who has left."""

    id: str
    programme_id: str
    event_id: str | None
    event_title: str | None
    why: str
    until: date | None
    who: str | None
    placed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One kind of one event's things.

    Attributes:
        months: For how many it is kept.
        is_own: Whether the event has a number of its own.
        on: The day on which it ends.
        counts: How much of each sort there is; empty where nobody asked.
        after: What it waits for.
    """

    programme_id: str
    event_id: str
    event_title: str
    kind: str
    months: int
    is_own: bool
    on: date
    state: State
    counts: Mapping[str, int]
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """Until when one kind of an event's things is kept, as pages about these things say it."""

    kind: str
    called: str
    on: date
    is_held: bool


def months_of(db: Session, programme_id: str, event_id: str | None = None) -> dict[str, int]:
    """For how many months each kind is kept: the event's own number, else the programme's, else the usual one."""
    set_for = _set_for(db, [programme_id])
    return {name: _months(set_for, programme_id, event_id, name)[0] for name in KINDS}


def untils(db: Session, event_id: str, today: date) -> tuple[Until, ...]:
    """Until when each kind of one event's things is kept. Quick: it counts nothing."""
    event = db.get_one(Event, event_id)
    set_for, is_held = _set_for(db, [event.programme_id]), bool(holds(db, event.programme_id, today, event_id))
    return tuple(
        Until(kind=kind.name, called=kind.called, on=on, is_held=is_held)
        for kind in KINDS.values()
        for months, _is_own in [_months(set_for, event.programme_id, event_id, kind.name)]
        for on in [ends_on(event.ends_on, months)]
    )


def untils_of_session(db: Session, session_id: str, today: date) -> tuple[Until, ...]:
    """The same for the event of a session."""
    return untils(db, db.get_one(DialogueSession, session_id).event_id, today)


def holds(db: Session, programme_id: str, today: date, event_id: str | None = None) -> Sequence[HoldView]:
    """The holds in force in a programme; with an event, those that hold it."""
    asked = (
        select(LegalHold, Event.title, Staff.name)
        .outerjoin(Event, Event.id == LegalHold.event_id)
        .outerjoin(Staff, Staff.id == LegalHold.placed_by)
        .where(LegalHold.programme_id == programme_id, LegalHold.lifted_at.is_(None))
        .where(or_(LegalHold.until.is_(None), LegalHold.until >= today))
        .order_by(LegalHold.placed_at, LegalHold.id)
    )
    if event_id is not None:
        asked = asked.where(or_(LegalHold.event_id.is_(None), LegalHold.event_id == event_id))
    return [
        HoldView(
            id=row.id,
            programme_id=row.programme_id,
            event_id=row.event_id,
            event_title=title,
            why=row.why,
            until=row.until,
            who=name,
            placed_at=row.placed_at,
        )
        for row, title, name in db.execute(asked)
    ]


def held_programmes(db: Session, today: date) -> frozenset[str]:
    """Programmes in which a hold is in force, over all of it or over an event."""
    asked = select(LegalHold.programme_id).where(
        LegalHold.lifted_at.is_(None), or_(LegalHold.until.is_(None), LegalHold.until >= today)
    )
    return frozenset(db.scalars(asked))


def endings(
    db: Session, today: date, programmes: Collection[str] | None = None, *, only_over: bool = False
) -> list[Ending]:
    """Every kind of every event's things, event by event, the oldest first.

    Args:
        programmes: The only ones that are asked for.
        only_over: Only those whose day has come. What is still to be kept is not counted then.
    """
    asked = select(Event).order_by(Event.ends_on, Event.id)
    if programmes is not None:
        asked = asked.where(Event.programme_id.in_(programmes))
    events = db.scalars(asked).all()
    set_for = _set_for(db, {event.programme_id for event in events})
    going = {
        (row.event_id, row.kind)
        for row in db.execute(
            select(Destruction.event_id, Destruction.kind).where(Destruction.state.in_((CONFIRMED, WORKING)))
        )
    }
    found: list[Ending] = []
    for event in events:
        is_held: bool | None = None
        before: str | None = None
        for name in KINDS:
            months, is_own = _months(set_for, event.programme_id, event.id, name)
            on = ends_on(event.ends_on, months)
            if only_over and on > today:
                break  # what comes after it ends later still
            counts = {one.name: one.count(db, event.id) for one in stocks(name)}
            there = any(counts.values())
            state: State = "none" if not there else "kept"
            if (event.id, name) in going:
                state = "going"
            elif there and on <= today and event.closed_at is not None:
                if is_held is None:
                    is_held = bool(holds(db, event.programme_id, today, event.id))
                state = "held" if is_held else "waits" if before else "due"
            found.append(
                Ending(
                    programme_id=event.programme_id,
                    event_id=event.id,
                    event_title=event.title,
                    kind=name,
                    months=months,
                    is_own=is_own,
                    on=on,
                    state=state,
                    counts=counts,
                    after=before if state == "waits" else None,
                )
            )
            before = name if there else before
    return found


def due(db: Session, today: date, programmes: Collection[str] | None = None) -> list[Ending]:
    """What has to be destroyed now, or waits only for that."""
    return [one for one in endings(db, today, programmes, only_over=True) if one.state in ("due", "waits")]


def ending_of(db: Session, event_id: str, kind: str, today: date) -> Ending | None:
    """One kind of one event's things; None if there is no such event or kind."""
    event = db.get(Event, event_id)
    if event is None:
        return None
    found = endings(db, today, [event.programme_id])
    return next((one for one in found if (one.event_id, one.kind) == (event_id, kind)), None)


def counted(counts: Mapping[str, int]) -> list[str]:
    """“3 audio recordings”, for each sort of which there is any."""
    known = {one.name: one for one in stocks()}
    return [
        f"{count} {known[name].one if count == 1 else known[name].many}"
        for name, count in counts.items()
        if count and name in known
    ]


def destructions_of(db: Session, programme_id: str) -> Sequence[Destruction]:
    """Those of one programme, the latest first."""
    asked = select(Destruction).where(Destruction.programme_id == programme_id)
    return db.scalars(asked.order_by(Destruction.confirmed_at.desc(), Destruction.id)).all()


def _set_for(db: Session, programmes: Collection[str]) -> dict[tuple[str, str], int]:
    asked = select(KeptFor.where_id, KeptFor.kind, KeptFor.months).where(KeptFor.programme_id.in_(programmes))
    return {(row.where_id, row.kind): row.months for row in db.execute(asked)}


def _months(
    set_for: Mapping[tuple[str, str], int], programme_id: str, event_id: str | None, kind: str
) -> tuple[int, bool]:
    """The number that counts, and whether it is the event's own."""
    own = set_for.get((event_id, kind)) if event_id is not None else None
    if own is not None:
        return own, True
    return set_for.get((programme_id, kind), KINDS[kind].months), False
