"""Pictures that were taken back or left out after a backup: a restored copy neither shows them nor has their bytes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import from_text, to_text
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register
from retreat.pictures.models import Picture
from retreat.pictures.operations import mark_removed
from retreat.pictures.storing import storage_of


def _collect(db: Session, _before: Lines) -> Lines:
    """All of them, so that one that was left out and then shown again is said to be shown."""
    return [
        (row.id, row.removed_at is not None, None if row.left_out_at is None else to_text(row.left_out_at))
        for row in db.scalars(select(Picture))
    ]


def _bury(db: Session, house: House, lines: Lines) -> int:
    changed = 0
    for picture_id, is_removed, left_out_at in lines:
        row = db.get(Picture, picture_id)
        if row is None or row.removed_at is not None:
            continue
        if is_removed:
            mark_removed(db, [row], now=house.clock())
            storage_of(house).remove(row.name)
            changed += 1
        elif left_out_at is not None and row.left_out_at is None:
            row.left_out_at = from_text(left_out_at)
            changed += 1
    db.flush()
    return changed


register(Kind(name="pictures", called="pictures taken back or left out", collect=_collect, bury=_bury))
