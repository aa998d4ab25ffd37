"""Failures counted where all processes see them: each attempt counts before it is checked; success takes it back.

So attempts at the same moment cannot all pass before the first has failed, and a restart forgives none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from retreat.people.limits import Limit
from retreat.people.models import FailureCount

# By kind of attempt, the widest first: if that is full, the finer ones are not even checked, and no row is made.
SIGN_IN = (
    Limit(name="everyone", failures=1_000, per_s=300),
    Limit(name="address", failures=20, per_s=300),
    Limit(name="account", failures=50, per_s=900),
    Limit(name="account there", failures=10, per_s=300),
)
LINK = (Limit(name="everyone", failures=1_000, per_s=300), Limit(name="address", failures=20, per_s=300))
CODE = (
    Limit(name="everyone", failures=1_000, per_s=300),
    Limit(name="address", failures=20, per_s=300),
    Limit(name="account", failures=10, per_s=900),
)


def count_try(db: Session, kind: str, limits: Sequence[Limit], who: Mapping[str, str], *, now: datetime) -> bool:
    """Count an attempt before it is checked; false if there were already too many.

    Args:
        kind: What is tried, such as ``sign_in``.
        who: A value for the name of every limit.
    """
    _forget(db, limits, now=now)
    return all(_counted(db, _key(kind, limit, who), limit, now=now) <= limit.failures for limit in limits)


def give_back(db: Session, kind: str, limits: Sequence[Limit], who: Mapping[str, str]) -> None:
    """It was not a failure after all."""
    keys = [_key(kind, limit, who) for limit in limits]
    counts = FailureCount.count
    db.execute(update(FailureCount).where(FailureCount.key.in_(keys), counts > 0).values(count=counts - 1))


def forgive(db: Session, kind: str, limits: Sequence[Limit], who: Mapping[str, str]) -> None:
    """Somebody at the machine has let this person in: earlier attempts no longer count against them."""
    keys = [_key(kind, limit, who) for limit in limits if limit.name in who]
    db.execute(delete(FailureCount).where(FailureCount.key.in_(keys)))


def _counted(db: Session, key: str, limit: Limit, *, now: datetime) -> int:
    """Add one; returns how many there are now. One statement, so that two at once count as two."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    is_over = FailureCount.began_at <= now - timedelta(seconds=limit.per_s)
    made = insert(FailureCount).values(key=key, began_at=now, count=1)
    upserted = made.on_conflict_do_update(
        index_elements=[FailureCount.key],
        set_={
            "count": case((is_over, 1), else_=FailureCount.count + 1),
            "began_at": case((is_over, made.excluded.began_at), else_=FailureCount.began_at),
        },
    ).returning(FailureCount.count)
    return int(db.execute(upserted).scalar_one())


def _forget(db: Session, limits: Sequence[Limit], *, now: datetime) -> None:
    longest = max(limit.per_s for limit in limits)
    oldest = now - timedelta(seconds=4 * longest)
    db.execute(delete(FailureCount).where(FailureCount.began_at < oldest))


def _key(kind: str, limit: Limit, who: Mapping[str, str]) -> str:
    return hashlib.sha256(f"{kind}\0{limit.name}\0{who[limit.name]}".encode()).hexdigest()
