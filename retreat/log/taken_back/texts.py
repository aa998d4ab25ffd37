"""Texts that were taken back: a restored copy never holds their words, whatever the backup does."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.keeping.gone import Kind, Line, Lines, Sieve, register, sift
from retreat.log import listeners
from retreat.log.models import Words

_AT_ONCE = 500


def _collect(db: Session, _before: Lines) -> Lines:
    found = select(Words.id, Words.target_id).where(Words.erased_at.is_not(None))
    return [(words_id, target_id) for words_id, target_id in db.execute(found)]


def _bury(db: Session, house: House, lines: Lines) -> int:
    """They were blank when they were written; now they are marked as erased, and everything follows."""
    changed = 0
    for some in _parts(lines):
        now = house.clock()
        ids = [line[0] for line in some]
        found = db.execute(
            update(Words).where(Words.id.in_(ids), Words.erased_at.is_(None)).values(texts={}, erased_at=now)
        )
        changed += found.rowcount  # type: ignore[attr-defined]
        listeners.notes_erased(db, sorted({line[1] for line in some}))
    return changed


def _blank(lines: Lines) -> dict[str, Sieve]:
    ids = {line[0] for line in lines}

    def words(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "texts": "{}"} if row["id"] in ids else row

    return {"words": words}


def _parts(lines: Lines) -> list[list[Line]]:
    return [list(lines[start : start + _AT_ONCE]) for start in range(0, len(lines), _AT_ONCE)]


register(Kind(name="words", called="texts taken back", collect=_collect, bury=_bury))
sift("words", _blank)
