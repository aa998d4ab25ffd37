"""Work that goes step by step, always in the same order. Killed at any moment, it goes on from the step it had begun.

Each step is harmless if repeated. What is written last in a step is which one comes next. Must never know what the
work is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from retreat.errors import Unavailable
from retreat.house import House
from retreat.jobs import leases
from retreat.jobs.models import Work

_log = logging.getLogger(__name__)
_SOON = timedelta(seconds=2)
_LATER = timedelta(minutes=5)
W = TypeVar("W", bound=Work)


class Stepping(Generic[W]):
    """One attempt at one row.

    Attributes:
        kind: Its table, with a column ``state`` besides those of ``Work``.
        working: The state of a row that has begun.
        leases: How long a step may take without a word, where that is longer than usual.
    """

    kind: type[W]
    working: str
    leases: Mapping[str, timedelta] = {}

    def __init__(self, house: House, row_id: str, attempt: int) -> None:
        self._house, self._id, self._attempt = house, row_id, attempt

    def steps(self) -> Mapping[str, Callable[[], None]]:
        """Every step by its name, in order."""
        raise NotImplementedError

    def run(self) -> None:
        """From the step that was begun to the last."""
        steps = self.steps()
        names = list(steps)
        begun = self._row().stage
        for name in names[names.index(begun) if begun in names else 0 :]:
            steps[name]()

    def _row(self) -> W:
        with self._house.database.read() as db:
            row = db.get_one(self.kind, self._id)
            db.expunge(row)
            return row

    def _next(self, db: Session, stage: str, **values: Any) -> None:
        until = self._house.clock() + self.leases.get(stage, leases.LEASE)
        values |= {"stage": stage, "state": self.working, "lease_until": until}
        leases.write_as(db, self.kind, self._id, attempt=self._attempt, values=values)


def carry_out(
    begin: Callable[[int], Stepping[W]],
    house: House,
    row_id: str,
    *,
    kind: type[W],
    owner: str,
    wanted: ColumnElement[bool],
    stuck: str,
) -> bool:
    """Carry one row out as far as possible; whether it was free. It is never given up.

    Args:
        begin: Makes the attempt with this number.
        wanted: Rows that are to be carried out.
        stuck: What people are told while something does not work.
    Raises:
        Exception: Whatever went wrong; it is tried again by itself.
    """
    now = house.clock()
    attempt = house.database.write(lambda db: leases.claim(db, kind, row_id, owner=owner, now=now, wanted=wanted))
    if attempt is None:
        return False
    try:
        begin(attempt).run()
    except leases.LateWriter:
        _log.warning("another worker took over %s", kind.__tablename__)  # type: ignore[attr-defined]
    except Unavailable:
        _wait(house, kind, row_id, attempt, _SOON, reason=None)
    except Exception as error:
        _log.error("unexpected %s in %s", type(error).__name__, kind.__tablename__)  # type: ignore[attr-defined]
        _wait(house, kind, row_id, attempt, _LATER, reason=stuck)
        raise
    return True


def _wait(house: House, kind: type[W], row_id: str, attempt: int, pause: timedelta, *, reason: str | None) -> None:
    values = {
        "lease_owner": None,
        "lease_until": None,
        "retry_after": house.clock() + pause,
        "reason": reason,
        "abandoned": 0,
    }
    house.database.write(lambda db: leases.write_as(db, kind, row_id, attempt=attempt, values=values))
