"""Answers to themes that were taken back after a backup: a restored copy neither shows them nor has their words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.themes.models import ThemeVoice
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, Sieve, register, sift


def _collect(db: Session, _before: Lines) -> Lines:
    return [(one,) for one in db.scalars(select(ThemeVoice.id).where(ThemeVoice.taken_back_at.is_not(None)))]


def _bury(db: Session, house: House, lines: Lines) -> int:
    changed = 0
    for (voice_id,) in lines:
        row = db.get(ThemeVoice, voice_id)
        if row is not None and row.taken_back_at is None:
            row.text, row.reply, row.taken_back_at = "", "", house.clock()
            changed += 1
    db.flush()
    return changed


def _blank(lines: Lines) -> dict[str, Sieve]:
    ids = {line[0] for line in lines}

    def text(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "text": "", "reply": ""} if row["id"] in ids else row

    return {ThemeVoice.__tablename__: text}


register(Kind(name="theme_answers", called="answers to themes taken back", collect=_collect, bury=_bury))
sift("theme_answers", _blank)
