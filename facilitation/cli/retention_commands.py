"""``retention``: what ends when, what is due, and its destruction once somebody has said so."""

from __future__ import annotations

import time
from typing import Any

from facilitation.cli.command_line import Asked, say
from facilitation.cli.record_commands import open_record
from facilitation.retention.words import STATE_WORDS
from retreat.clock import to_text
from retreat.consent.retention.certificate import Certificate, certificate, checks, confirmer, lines
from retreat.consent.retention.models import CONFIRMED, WORKING, Destruction
from retreat.consent.retention.operations import Where, confirm
from retreat.consent.retention.periods import KINDS
from retreat.consent.retention.queries import Ending, counted, endings
from retreat.consent.retention.working import carry_out
from retreat.errors import Conflict, InvalidInput, NotFound, Unavailable
from retreat.house import House
from retreat.programme.models import Event

_PATIENCE_S = 120.0
_PAUSE_S = 0.5


def retention(asked: Asked) -> None:
    """List what is here, event by event, with the day on which it ends; with ``--yes``, destroy what is due.

    Raises:
        InvalidInput: ``--yes`` without saying what.
        NotFound: There is no such event.
        Conflict: It is not due.
    """
    options = asked.options
    if options.yes and not (options.event and options.kind):
        raise InvalidInput("Say what is to be destroyed, with --event and --kind.")
    with open_record(asked) as house:
        if options.event:
            with house.database.read() as db:
                if db.get(Event, options.event) is None:
                    raise NotFound(f"There is no event {options.event}.")
        if options.yes:
            told = _destroy(house, options.event, options.kind)
            return say(asked, _told_done(told), lines(told))
        found = _endings(house, options.event, options.kind)
    return say(asked, [_told(one) for one in found], [_line(one) for one in found] or ["Nothing is kept here."])


def _destroy(house: House, event_id: str, kind: str) -> Certificate:
    with house.database.read() as db:
        programme_id = db.get_one(Event, event_id).programme_id
    where = Where(programme_id=programme_id, event_id=event_id, by=None, now=house.clock())
    destruction_id = house.database.write(lambda db: confirm(db, where, kind, ids=house.ids).id)
    owner, ends = house.ids(), time.monotonic() + _PATIENCE_S
    while True:
        # Here, unless a worker has begun already; then wait for it.
        carry_out(house, destruction_id, owner=owner)
        with house.database.read() as db:
            row = db.get_one(Destruction, destruction_id, populate_existing=True)
            if row.state not in (CONFIRMED, WORKING):
                told = certificate(db, row, backup_days=house.settings.backup_days)
                break
        if time.monotonic() > ends:
            raise Unavailable("It is confirmed, and not finished yet: the toolkit goes on with it when it runs.")
        time.sleep(_PAUSE_S)
    if told.done_at is None:
        raise Conflict("A legal hold was placed in the meantime. Nothing was destroyed.")
    return told


def _endings(house: House, event_id: str | None, kind: str | None) -> list[Ending]:
    with house.database.read() as db:
        found = endings(db, house.clock().date())
    return [one for one in found if event_id in (None, one.event_id) and kind in (None, one.kind)]


def _line(one: Ending) -> str:
    held = ", ".join(counted(one.counts))
    state = "" if one.state == "kept" else f" ({STATE_WORDS[one.state]})"
    return (
        f"{one.on.isoformat()}  {KINDS[one.kind].called} of {one.event_title}{f': {held}' if held else ''}{state}  "
        f"[{one.event_id}]"
    )


def _told(one: Ending) -> dict[str, Any]:
    return {
        "event_id": one.event_id,
        "event_title": one.event_title,
        "kind": one.kind,
        "months": one.months,
        "ends_on": one.on.isoformat(),
        "state": one.state,
        "counts": dict(one.counts),
    }


def _told_done(told: Certificate) -> dict[str, Any]:
    return {
        "destruction_id": told.id,
        "number": told.number,
        "event_title": told.event,
        "kind": told.kind.name,
        "counted": list(told.counted),
        "ended_on": told.ended_on.isoformat(),
        "confirmed_by": confirmer(told),
        "confirmed_at": to_text(told.confirmed_at),
        "done_at": to_text(told.done_at) if told.done_at else None,
        "stores": list(told.stores),
        "checks": checks(told),
    }
