"""Light-bulbs on the record's page, and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.light_bulbs import LIGHT_BULBS, bulbs_of
from retreat.log.makings import has_made
from retreat.log.note_words import BULB_WORDS
from retreat.log.nouns.lightbulb import BULB_TEXTS
from retreat.log.panel import Section
from retreat.log.tables import Cell, Table
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"bulbs": bulbs_of(visit.db, visit.reader, visit.session_id), "asked": BULB_WORDS}


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for bulb in bulbs_of(db, reader, session_id):
        yield (bulb.id, to_text(bulb.at), bulb.label, *(bulb.texts.get(name) for name in BULB_TEXTS))


SECTION = Section(
    name="lightbulb",
    has=lambda visit: has_made(visit.db, visit.reader, visit.session_id, LIGHT_BULBS),
    gather=_gather,
)
TABLE = Table(
    name="light_bulbs",
    title="Light bulbs",
    columns=("light_bulb", "marked_at", "by", *(BULB_WORDS[name] for name in BULB_TEXTS)),
    rows=_rows,
    section=SECTION.name,
)
