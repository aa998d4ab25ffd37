"""The headings of a session as they may be read, with their earlier names and what people said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.yesterday.making import YESTERDAYS
from facilitation.parts.reading import ReadPart, parts_of
from retreat.consent.gate import Reader
from retreat.log.models import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHead:
    """A heading. ``head`` is None for what was said of the day as a whole; ``earlier`` are its names before."""

    head: ReadPart | None
    earlier: tuple[str, ...]
    said: tuple[ReadPart, ...]


def heads_of(db: Session, reader: Reader, session_id: str) -> list[ReadHead]:
    """Every heading that may be read, in its order; what stands on none, or on one that is gone, comes last."""
    parts = parts_of(db, reader, session_id, YESTERDAYS)
    heads = [one for one in parts if one.stance == "head"]
    earlier = _earlier(db, [one.id for one in heads])
    said = [one for one in parts if one.stance != "head"]
    known = {one.id for one in heads}
    found = [
        ReadHead(
            head=one,
            earlier=tuple(text for text in earlier.get(one.id, ()) if text != one.text),
            said=tuple(each for each in said if each.on_id == one.id),
        )
        for one in heads
    ]
    others = tuple(one for one in said if one.on_id not in known)
    return [*found, *([ReadHead(head=None, earlier=(), said=others)] if others else [])]


def _earlier(db: Session, head_ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = db.execute(
        select(Words.target_id, Words.texts)
        .where(Words.target_id.in_(head_ids), Words.erased_at.is_(None))
        .order_by(Words.version)
    )
    for target_id, texts in rows:
        found.setdefault(target_id, []).append(texts.get("text", ""))
    return found
