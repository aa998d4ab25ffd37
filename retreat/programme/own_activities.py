"""A programme's own activities, kept as they were written. A higher room knows what they mean: see ``catalogue``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, NotFound
from retreat.ids import Ids
from retreat.programme.models import OwnActivity, Programme

KEY_MAX_CHARS = 60
# No file of the catalogue begins like this, so a later one cannot take the key of something written here.
PREFIX = "own_"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptActivity:
    """One of them as it is stored; it may turn out to be unreadable.

    Attributes:
        seen: Which state this is; a change names the state that its author saw.
    """

    key: str
    name: str
    data: Mapping[str, Any]
    changed_at: datetime
    retired_at: datetime | None

    @property
    def seen(self) -> str:
        return self.changed_at.isoformat()


class ChangedMeanwhile(Conflict):
    """Somebody else has saved the same activity since it was opened."""

    code = "changed_meanwhile"
    tell = (
        "Somebody else has changed this activity in the meantime. What you typed is below. "
        "If you save it now, it replaces theirs."
    )


def own_activities(db: Session, programme_id: str) -> tuple[KeptActivity, ...]:
    """All activities of this programme, including retired ones, by name."""
    rows = db.scalars(select(OwnActivity).where(OwnActivity.programme_id == programme_id))
    return tuple(sorted(map(_kept, rows), key=lambda one: (one.name.casefold(), one.key)))


def own_activity(db: Session, programme_id: str, key: str) -> KeptActivity:
    """One of them.

    Raises:
        NotFound: This programme has none with this key.
    """
    return _kept(_row(db, programme_id, key))


def add_own_activity(
    db: Session, programme_id: str, data: Mapping[str, Any], *, by: str | None, now: datetime, ids: Ids
) -> str:
    """Keep what was written. Returns its key, made from its name.

    Args:
        by: Id of the member of staff, None from the command line.
    """
    # Locked, so that two of the same name do not get the same key.
    if db.scalar(select(Programme.id).where(Programme.id == programme_id).with_for_update()) is None:
        raise NotFound("There is no such programme.")
    taken = set(db.scalars(select(OwnActivity.key).where(OwnActivity.programme_id == programme_id)))
    key = _free(_key_of(str(data["name"])), taken)
    db.add(
        OwnActivity(
            id=ids(),
            programme_id=programme_id,
            key=key,
            data=dict(data),
            created_by=by,
            created_at=now,
            changed_at=now,
            retired_at=None,
        )
    )
    db.flush()
    return key


def change_own_activity(
    db: Session, programme_id: str, key: str, data: Mapping[str, Any], *, seen: str, now: datetime
) -> None:
    """Replace what was written. Sessions that were planned from it stay as they are.

    Raises:
        ChangedMeanwhile: It is no longer in the state that was ``seen``.
    """
    row = _row(db, programme_id, key, to_change=True)
    if row.changed_at.isoformat() != seen:
        raise ChangedMeanwhile()
    row.data, row.changed_at = dict(data), max(now, row.changed_at + timedelta(milliseconds=1))
    db.flush()


def retire_own_activity(db: Session, programme_id: str, key: str, *, now: datetime) -> str:
    """Stop offering it. Returns its name."""
    row = _row(db, programme_id, key, to_change=True)
    row.retired_at = row.retired_at or now
    db.flush()
    return _kept(row).name


def restore_own_activity(db: Session, programme_id: str, key: str) -> str:
    """Offer it again. Returns its name."""
    row = _row(db, programme_id, key, to_change=True)
    row.retired_at = None
    db.flush()
    return _kept(row).name


def _row(db: Session, programme_id: str, key: str, *, to_change: bool = False) -> OwnActivity:
    wanted = select(OwnActivity).where(OwnActivity.programme_id == programme_id, OwnActivity.key == key)
    row = db.scalars(wanted.with_for_update() if to_change else wanted).first()
    if row is None:
        raise NotFound("There is no such activity in this programme.")
    return row


def _kept(row: OwnActivity) -> KeptActivity:
    name = row.data.get("name")
    return KeptActivity(
        key=row.key,
        name=name if isinstance(name, str) and name.strip() else row.key,
        data=row.data,
        changed_at=row.changed_at,
        retired_at=row.retired_at,
    )


def _key_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return PREFIX + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: KEY_MAX_CHARS - len(PREFIX)] or "activity")


def _free(key: str, taken: set[str]) -> str:
    numbered = (f"{key[: KEY_MAX_CHARS - 4]}_{number}" for number in range(2, 10_000))
    return key if key not in taken else next(one for one in numbered if one not in taken)
