"""Withdrawals that came after a backup: what is restored from it is erased again before anybody can read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import from_text, to_text
from retreat.consent.withdrawal import ports
from retreat.consent.withdrawal.models import ASKED, Withdrawal, WithdrawnSource
from retreat.consent.withdrawal.operations import whose_of
from retreat.consent.withdrawal.scopes import SCOPES
from retreat.consent.withdrawal.working import carry_out, waiting
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register, settle
from retreat.people.models import Participant


def _collect(db: Session, _before: Lines) -> Lines:
    return [
        (row.id, row.number, row.participant_id, row.event_id, row.scope, row.how, *map(to_text, _times(row)))
        for row in db.scalars(select(Withdrawal).order_by(Withdrawal.asked_at))
    ]


def _times(row: Withdrawal) -> tuple[datetime, datetime]:
    return row.asked_at, row.due_at


def _bury(db: Session, _house: House, lines: Lines) -> int:
    """Ask for each again, also for one that the copy knows: what it erased may be back."""
    changed = 0
    for withdrawal_id, number, person_id, event_id, scope, how, asked_at, due_at in lines:
        if scope not in SCOPES or db.get(Participant, person_id) is None:
            continue
        row = db.get(Withdrawal, withdrawal_id)
        if row is None:
            changed += 1
            row = Withdrawal(id=withdrawal_id, number=number, participant_id=person_id, event_id=event_id)
            row.scope, row.how, row.asked_at, row.due_at = scope, how, from_text(asked_at), from_text(due_at)
            row.touched, row.found = {}, {}
            db.add(row)
            db.flush()
            if SCOPES[scope].reaches_sound:
                ports.sound().hold(db, row, whose_of(scope, person_id, row.asked_at))
        row.state, row.stage, row.lease_owner, row.lease_until = ASKED, None, None, None
    db.flush()
    return changed


def _collect_sources(db: Session, _before: Lines) -> Lines:
    return [(row.sha256, row.withdrawal_id, to_text(row.at)) for row in db.scalars(select(WithdrawnSource))]


def _bury_sources(db: Session, _house: House, lines: Lines) -> int:
    changed = 0
    for sha256, withdrawal_id, at in lines:
        if db.get(WithdrawnSource, sha256) is None and db.get(Withdrawal, withdrawal_id) is not None:
            db.add(WithdrawnSource(sha256=sha256, withdrawal_id=withdrawal_id, at=from_text(at)))
            changed += 1
    db.flush()
    return changed


class Speech:
    """Opened at the first sound that has to be silenced, and closed behind all of them."""

    def __init__(self, open_speech: Callable[[], Any]) -> None:
        self._open = open_speech
        self._speech: Any = None

    def __call__(self) -> Any:
        """The speech room."""
        if self._speech is None:
            self._speech = self._open()
        return self._speech

    def close(self) -> None:
        """End it, if it was opened."""
        if self._speech is not None:
            self._speech.close()


def carry_out_all(house: House, open_speech: Callable[[], Any], *, owner: str) -> None:
    """Every withdrawal that waits, one after the other."""
    speech = Speech(open_speech)
    try:
        with house.database.read() as db:
            ids = waiting(db, house.clock())
        for withdrawal_id in ids:
            carry_out(house, speech, withdrawal_id, owner=owner)
    finally:
        speech.close()


register(Kind(name="withdrawals", called="withdrawals", collect=_collect, bury=_bury))
register(Kind(name="withdrawn_files", called="files that were withdrawn", collect=_collect_sources, bury=_bury_sources))
_erase_restored = partial(carry_out_all, owner="restore")
settle(_erase_restored, "erase")
