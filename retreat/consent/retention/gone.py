"""What was destroyed after a backup: it is destroyed again in what is restored, before anybody can read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import from_text, to_text
from retreat.consent.retention.models import CONFIRMED, DONE, WORKING, Destruction
from retreat.consent.retention.working import FIRST, PARTS, carry_out_all
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register, settle
from retreat.programme.models import Event


def _collect(db: Session, _before: Lines) -> Lines:
    """Those that have begun: what a hold stopped before is still here."""
    begun = select(Destruction).where(Destruction.state.in_((WORKING, DONE))).order_by(Destruction.confirmed_at)
    return [
        (
            row.id,
            row.number,
            row.event_id,
            row.kind,
            row.ended_on.isoformat(),
            row.confirmed_by,
            to_text(row.confirmed_at),
            dict(row.counted),
        )
        for row in db.scalars(begun)
    ]


def _bury(db: Session, _house: House, lines: Lines) -> int:
    """Ask for each again that the copy does not know as done. What was added after that is no part of it."""
    changed = 0
    for destruction_id, number, event_id, kind, ended_on, confirmed_by, confirmed_at, counted in lines:
        event = db.get(Event, event_id)
        row = db.get(Destruction, destruction_id)
        if event is None or kind not in PARTS or (row is not None and row.state == DONE):
            continue
        if row is None:
            row = Destruction(id=destruction_id, number=number, programme_id=event.programme_id, event_id=event_id)
            row.kind, row.ended_on, row.confirmed_by = kind, date.fromisoformat(ended_on), confirmed_by
            row.confirmed_at, row.counted, row.found = from_text(confirmed_at), counted, {}
            db.add(row)
        # From its first step on, so that no hold of the copy stops what has already been destroyed.
        row.state, row.stage, row.lease_owner, row.lease_until = CONFIRMED, FIRST, None, None
        changed += 1
    db.flush()
    return changed


def _destroy_restored(house: House, _open_speech: Callable[[], Any]) -> None:
    carry_out_all(house, owner="restore")


register(Kind(name="destructions", called="things whose time was over", collect=_collect, bury=_bury))
settle(_destroy_restored, "erase")
