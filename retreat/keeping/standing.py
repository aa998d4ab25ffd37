"""What is known of this data folder's backups: read by pages and ``doctor``, written by whoever makes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.ids import Ids
from retreat.keeping.models import ONLY, Keeping

# By then, whoever relies on a backup should know that there is none of yesterday's work.
OLD_AFTER = timedelta(days=2)


def standing(db: Session) -> Keeping | None:
    """The row; None where nothing was ever backed up or restored."""
    return db.get(Keeping, ONLY)


def row_of(db: Session, ids: Ids) -> Keeping:
    """The row, made if there is none."""
    row = db.get(Keeping, ONLY, with_for_update=True, populate_existing=True)
    if row is None:
        row = Keeping(id=ONLY, folder_id=ids())
        db.add(row)
        db.flush()
    return row


def note(db: Session, ids: Ids, **values: Any) -> None:
    """Set some of its columns."""
    row = row_of(db, ids)
    for name, value in values.items():
        setattr(row, name, value)
    db.flush()


@dataclass(frozen=True, slots=True)
class GoesOn:
    """This folder went on ``at`` some moment from a copy made at ``copied``; what came between is not in it."""

    at: datetime
    copied: datetime


def goes_on(db: Session) -> GoesOn | None:
    """Whether this folder was restored, and from when. Asked for every phone that connects."""
    found = db.execute(_RESTORED).first()
    return GoesOn(at=found[0], copied=found[1]) if found and found[0] and found[1] else None


_RESTORED = select(Keeping.restored_at, Keeping.restored_from).where(Keeping.id == ONLY)


def age_in_words(then: datetime | None, now: datetime) -> str:
    """“3 hours ago”; “never”."""
    if then is None:
        return "never"
    minutes = max(int((now - then).total_seconds() // 60), 0)
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"


def is_old(then: datetime | None, now: datetime) -> bool:
    """Whether somebody should be told."""
    return then is None or now - then > OLD_AFTER
