"""Withdrawing somebody: kept first, then taken off every screen; the rest is the job's, also if this is killed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from facilitation.day.marks import marks_of
from facilitation.leaving import leave_event
from facilitation.operations import perform_batch
from facilitation.seat_news import tell_changed
from facilitation.seats.taking_out import take_out
from retreat.consent.derived import Whose
from retreat.consent.withdrawal.models import Withdrawal
from retreat.consent.withdrawal.operations import Wish, ask
from retreat.consent.withdrawal.ports import Touch, register_touch
from retreat.consent.withdrawal.scopes import ALL, SCOPES
from retreat.house import House
from retreat.ids import Ids
from retreat.log.fields import Operation
from retreat.log.makings import own_made
from retreat.people.access import seat_of_person
from retreat.people.deeds import write_down
from retreat.programme.queries import event_view

_AT_ONCE = 20


def withdraw(house: House, wish: Wish) -> str:
    """Keep a withdrawal and begin it. Returns its id.

    Raises:
        InvalidInput, NotFound: As ``ask``.
    """
    now = house.clock()

    def keep(db: Session) -> tuple[str, str, list[str]]:
        row = ask(db, wish, days=house.settings.held_days, now=now, ids=house.ids)
        return row.id, row.event_id, tell_changed(db, row.participant_id, now=now, ids=house.ids)

    withdrawal_id, event_id, told = house.database.write(keep)
    scope, grown = SCOPES[wish.scope], set(told)
    while "written" in scope.parts:
        some = house.database.write(lambda db: _some(db, wish, now=house.clock(), ids=house.ids))
        grown |= some
        if not some:
            break
    if scope.name == ALL:
        grown |= _take_out(house, event_id, wish, now)
    elif scope.leaves:
        grown |= set(house.database.write(lambda db: _leave(db, event_id, wish, now=now, ids=house.ids)))
    for session_id in grown:
        house.nudge(session_id)
    house.enqueue(withdrawal_id)
    return withdrawal_id


def _some(db: Session, wish: Wish, *, now: datetime, ids: Ids) -> set[str]:
    """Take the next few off the boards; the sessions in which that succeeded."""
    changed: set[str] = set()
    for one in own_made(db, wish.participant_id)[:_AT_ONCE]:
        seat = replace(seat_of_person(db, wish.participant_id, one.session_id), entered_by=wish.by)
        op = Operation(op_id=ids(), kind=one.making.removal, target_id=one.id, body={})
        if perform_batch(db, seat, [op], now=now, ids=ids).accepted:
            changed.add(one.session_id)
    return changed


def _take_out(house: House, event_id: str, wish: Wish, now: datetime) -> set[str]:
    """Their dots and places go with them."""

    def tell(db: Session, people: Collection[str]) -> None:
        programme_id = event_view(db, event_id).programme_id
        for one in people:
            write_down(db, "people_out", now=now, staff_id=wish.by, programme_id=programme_id, thing=one)

    return take_out(house.database, event_id, [wish.participant_id], now=now, ids=house.ids, tell=tell)


def _leave(db: Session, event_id: str, wish: Wish, *, now: datetime, ids: Ids) -> list[str]:
    return leave_event(db, event_view(db, event_id), wish.participant_id, None, now=now, ids=ids)


def row_of(db: Session, withdrawal_id: str) -> Withdrawal:
    """A withdrawal."""
    return db.get_one(Withdrawal, withdrawal_id, populate_existing=True)


def _marks(db: Session, whose: Whose) -> int:
    return sum(len(some) for some in marks_of(db, whose.participant_id).values())


register_touch(
    Touch(
        name="marks",
        one="dot or place on a line",
        many="dots and places on a line",
        scopes=frozenset((ALL,)),
        count=_marks,
    )
)
