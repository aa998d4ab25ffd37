"""Releases that were called back after a backup stay called back in what is restored from it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.export.releases.models import RECALLED, Release
from retreat.export.releases.operations import recall, storage_of
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register


def _collect(db: Session, _before: Lines) -> Lines:
    return [(row.id, row.why) for row in db.scalars(select(Release).where(Release.state == RECALLED))]


def _bury(db: Session, house: House, lines: Lines) -> int:
    changed = 0
    for release_id, why in lines:
        row = db.get(Release, release_id)
        if row is not None and row.state != RECALLED:
            recall(row, why=why or "answer", now=house.clock())
            storage_of(house).remove(row.name)
            row.emptied_at = house.clock()
            changed += 1
    db.flush()
    return changed


register(Kind(name="releases", called="releases that were called back", collect=_collect, bury=_bury))
