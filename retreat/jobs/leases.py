"""Who may work on a row, and until when: claim, renew, let go, fail; a late writer is refused.

All are writes inside the caller's transaction on any row that mixes in ``Work``. Must never know what the work is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, CursorResult, and_, case, or_, select, update
from sqlalchemy.orm import Session

from retreat.errors import Conflict
from retreat.jobs.models import Work

W = TypeVar("W", bound=Work)

LEASE = timedelta(seconds=60)
FAILURES_MAX = 3
# A dead worker mostly means a pulled plug; but work that kills every worker must end at some point.
ABANDONED_MAX = 60
# Temporary trouble passes: wait a little longer before each further try.
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5))


class LateWriter(Conflict):
    """This attempt was given up and another has begun, so its write is refused."""

    code = "late_writer"
    tell = "This work was taken over by another worker."


def free(kind: type[W], now: datetime) -> ColumnElement[bool]:
    """Rows that nobody works on: never claimed, released, or held by a worker that no longer renews its lease."""
    model: Any = kind
    rested = or_(model.retry_after.is_(None), model.retry_after <= now)
    unheld = or_(model.lease_until.is_(None), model.lease_until <= now)
    return and_(unheld, rested, model.abandoned < ABANDONED_MAX)


def claim(
    db: Session, kind: type[W], row_id: str, *, owner: str, now: datetime, wanted: ColumnElement[bool]
) -> int | None:
    """Take one row if it is free and ``wanted``; the number of this attempt, or None if somebody else has it."""
    model: Any = kind
    taken = _changed(
        db.execute(
            update(model)
            .where(model.id == row_id, wanted, free(kind, now))
            .values(
                attempt=model.attempt + 1,
                lease_owner=owner,
                lease_until=now + LEASE,
                retry_after=None,
                abandoned=model.abandoned + case((model.lease_owner.is_not(None), 1), else_=0),
            )
            .execution_options(synchronize_session=False)
        )
    )
    if not taken:
        return None
    return int(db.execute(select(model.attempt).where(model.id == row_id)).scalar_one())


def write_as(db: Session, kind: type[W], row_id: str, *, attempt: int, values: dict[str, Any]) -> None:
    """Change a row as the attempt that holds it.

    Raises:
        LateWriter: The row has since been released, or claimed again.
    """
    model: Any = kind
    changed = _changed(
        db.execute(
            update(model)
            .where(model.id == row_id, model.attempt == attempt, model.lease_owner.is_not(None))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
    )
    if not changed:
        raise LateWriter()


def renew(db: Session, kind: type[W], row_id: str, *, attempt: int, now: datetime, **values: Any) -> None:
    """Renew the lease, and note how far the work has come. Raises ``LateWriter``."""
    write_as(db, kind, row_id, attempt=attempt, values={"lease_until": now + LEASE, **values})


def let_go(db: Session, kind: type[W], row_id: str, *, attempt: int, **values: Any) -> None:
    """End an attempt that ended well, or was interrupted through no fault of the work. Raises ``LateWriter``."""
    write_as(
        db,
        kind,
        row_id,
        attempt=attempt,
        values={"lease_owner": None, "lease_until": None, "stage": None, **values},
    )


def fail(db: Session, kind: type[W], row_id: str, *, attempt: int, now: datetime, reason: str, permanent: bool) -> bool:
    """End an attempt that did not end well; whether the work is to be set aside now. Raises ``LateWriter``."""
    model: Any = kind
    failures = int(db.execute(select(model.failures).where(model.id == row_id)).scalar_one()) + 1
    final = permanent or failures >= FAILURES_MAX
    wait = None if final else now + RETRY_AFTER[min(failures, len(RETRY_AFTER)) - 1]
    let_go(db, kind, row_id, attempt=attempt, failures=failures, reason=reason, retry_after=wait)
    return final


def release_of_dead(db: Session, kind: type[W], owner: str) -> int:
    """End the leases of a worker that is known to be dead. Returns how many there were."""
    model: Any = kind
    return _changed(
        db.execute(
            update(model)
            .where(model.lease_owner == owner)
            .values(lease_owner=None, lease_until=None, abandoned=model.abandoned + 1)
            .execution_options(synchronize_session=False)
        )
    )


def _changed(result: Any) -> int:
    return int(result.rowcount) if isinstance(result, CursorResult) else 0
