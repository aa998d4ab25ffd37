"""What the web process does for accounts from time to time: end expired sign-ins, write deeds, delete old ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.people.deeds import forget_old
from retreat.people.noting import FLUSH_S, buffer
from retreat.people.sign_ins import any_overdue, end_overdue

OVERDUE_S = 15.0
FORGET_S = 3600.0


def tending(app: Flask, house: House) -> Sequence[tuple[float, Callable[[], object]]]:
    """Periods in seconds, and what is done then."""
    days = house.settings.audit_days

    def forget() -> None:
        house.database.write(lambda db: forget_old(db, now=house.clock(), days=days))

    return (
        (OVERDUE_S, lambda: end_what_is_overdue(house)),
        (FLUSH_S, lambda: buffer(app).flush(house)),
        # Where nothing is to be kept, what is written with a change goes within the minute.
        (FORGET_S if days else OVERDUE_S, forget),
    )


def end_what_is_overdue(house: House) -> None:
    """End expired sign-ins and the desks that they opened; writes nothing if there are none."""
    now = house.clock()
    with house.database.read() as db:
        if not any_overdue(db, now=now):
            return

    def end(db: Session) -> None:
        end_overdue(db, now=now)

    house.database.write(end)
