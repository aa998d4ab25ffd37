"""Forgets old changes: a process that has not looked for so long asks for everything again."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.jobs.registry import offer_small_work
from retreat.search.reach.models import ReachChange

CHANGES_KEPT = 100_000
_AT_ONCE = 20_000


class ForgetOldChanges:
    """Delete what nobody follows any more, some at a time, once for each start of a worker."""

    def __init__(self) -> None:
        self._is_done = False

    def __call__(self, house: House, _speech: object, _worker_id: str) -> bool:
        """Some of them; whether there was any."""
        if self._is_done:
            return False
        with house.database.read() as db:
            self._is_done = not _oldest(db)
        if not self._is_done:
            house.database.write(forget_some)
        return not self._is_done


def forget_some(db: Session) -> None:
    """Some of the changes before the newest ``CHANGES_KEPT``."""
    some = _oldest(db)
    if some:
        db.execute(delete(ReachChange).where(ReachChange.seq <= some))


def _oldest(db: Session) -> int:
    """The last of the next few to forget; 0 for none."""
    first, last = db.execute(select(func.min(ReachChange.seq), func.max(ReachChange.seq))).one()
    until = (last or 0) - CHANGES_KEPT
    return 0 if first is None or first > until else min(first + _AT_ONCE, until)


offer_small_work(ForgetOldChanges())
