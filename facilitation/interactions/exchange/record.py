"""Tables of exchange on the record's page, and every piece of them as a row. What differs is never counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from facilitation.interactions.exchange.making import EXCHANGES
from facilitation.interactions.exchange.reading import ReadMatter, exchanges_of
from facilitation.interactions.exchange.words import CELL_WORDS, HOW
from facilitation.parts.reading import ReadPart, rounds_of
from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.makings import has_made
from retreat.log.panel import Section
from retreat.log.tables import Cell, Table
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {
        "matters": exchanges_of(visit.db, visit.reader, visit.session_id),
        "cells": CELL_WORDS,
        "how": HOW,
    }


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    titles = {one.id: one.step.title for one in rounds_of(db, session_id, "exchange")}
    for matter in exchanges_of(db, reader, session_id):
        for column, one in _pieces(matter):
            yield (
                titles.get(one.round_id),
                matter.text,
                column,
                one.stance,
                one.id,
                to_text(one.at),
                one.text,
                one.texts.get("how") or None,
                one.label,
                one.table,
            )


def _pieces(matter: ReadMatter) -> Iterable[tuple[str | None, ReadPart]]:
    if matter.named is not None:
        yield None, matter.named
    yield from ((column, one) for column, said in matter.said.items() for one in said)
    yield from ((None, one) for one in (*matter.outcomes, *matter.dissents))


SECTION = Section(
    name="exchange",
    has=lambda visit: has_made(visit.db, visit.reader, visit.session_id, EXCHANGES),
    gather=_gather,
    styles=("interactions/parts.css", "interactions/exchange.css"),
)
TABLE = Table(
    name="exchanges",
    title="Tables of exchange",
    columns=("step", "matter", "column", "what", "entry", "said_at", "words", "how_agreed", "by", "table"),
    rows=_rows,
    section=SECTION.name,
)
