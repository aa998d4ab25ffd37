"""Needs that were taken back, or whose person has left: a restored copy does not say them again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.access.models import AccessNeed
from facilitation.access.operations import blank
from retreat.clock import from_text, to_text
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register


def _collect(db: Session, _before: Lines) -> Lines:
    return [(row.participant_id, to_text(row.at)) for row in db.scalars(select(AccessNeed)) if row.is_empty]


def _bury(db: Session, _house: House, lines: Lines) -> int:
    changed = 0
    for participant_id, at in lines:
        row = db.get(AccessNeed, participant_id)
        if row is not None and not row.is_empty and row.at <= from_text(at):
            blank(row, now=from_text(at))
            changed += 1
    db.flush()
    return changed


register(Kind(name="needs", called="access needs taken back", collect=_collect, bury=_bury))
