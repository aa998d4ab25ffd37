"""Tensions on the record's page, each side in its own words, and every statement as a row of a table. No tally."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from facilitation.interactions.tension.making import PROTECTS, TENSIONS
from facilitation.interactions.tension.reading import ReadTension, Statement, tensions_of
from facilitation.interactions.tension.words import LEFT_WORDS, about
from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.makings import has_made
from retreat.log.panel import Section
from retreat.log.tables import Cell, Table
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    steps = tensions_of(visit.db, visit.reader, visit.session_id)
    return {"steps": steps, "about": about, "left": LEFT_WORDS, "protects": PROTECTS}


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for step in tensions_of(db, reader, session_id):
        for tension in step.tensions:
            for one in tension.statements or (None,):
                yield (step.title, *_told(tension), *_said(one))


def _told(tension: ReadTension) -> Sequence[Cell]:
    return tension.text, about(tension.kinds) or None, LEFT_WORDS[tension.left]


def _said(one: Statement | None) -> Sequence[Cell]:
    if one is None:
        return (None,) * 7
    held = ("yes" if one.is_held else "no") if one.stance == "side" else None
    return one.id, to_text(one.at), one.stance, one.text, one.protects or None, held, one.label


SECTION = Section(
    name="tension",
    has=lambda visit: has_made(visit.db, visit.reader, visit.session_id, TENSIONS),
    gather=_gather,
    styles=("interactions/tension.css",),
)
TABLE = Table(
    name="tensions",
    title="Tensions",
    columns=(
        "step",
        "tension",
        "about",
        "left",
        "statement",
        "said_at",
        "stance",
        "words",
        "protects",
        "somebody_could_sign_it",
        "by",
    ),
    rows=_rows,
    section=SECTION.name,
)
