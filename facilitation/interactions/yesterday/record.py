"""The headings of the day before on the record's page, and all that was said of them as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from facilitation.interactions.yesterday.making import YESTERDAYS
from facilitation.interactions.yesterday.reading import heads_of
from facilitation.interactions.yesterday.words import STANCE_WORDS
from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.makings import has_made
from retreat.log.panel import Section
from retreat.log.tables import Cell, Table
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"heads": heads_of(visit.db, visit.reader, visit.session_id), "stances": STANCE_WORDS}


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for one in heads_of(db, reader, session_id):
        head = one.head.text if one.head else None
        earlier = "\n".join(one.earlier) or None
        for part in (*((one.head,) if one.head else ()), *one.said):
            yield part.id, part.stance, head, earlier, part.text, to_text(part.at), part.label, part.table


SECTION = Section(
    name="yesterday",
    has=lambda visit: has_made(visit.db, visit.reader, visit.session_id, YESTERDAYS),
    gather=_gather,
    styles=("interactions/parts.css", "interactions/yesterday.css"),
)
TABLE = Table(
    name="yesterday",
    title="Yesterday’s headings",
    columns=("entry", "what", "heading", "earlier_names", "words", "written_at", "by", "table"),
    rows=_rows,
    section=SECTION.name,
)
