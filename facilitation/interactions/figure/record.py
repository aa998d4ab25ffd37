"""Figures on the record's page, each with what was set beside it; and every pair as a row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.figure.making import PAIRS
from facilitation.interactions.figure.models import FigurePair
from facilitation.interactions.figure.options import Figure, figures_of
from facilitation.loading import round_facts
from retreat.clock import to_text
from retreat.consent.gate import Reader, may_read
from retreat.log.labels import labels_of
from retreat.log.makings import has_made
from retreat.log.models import Words
from retreat.log.panel import Section
from retreat.log.tables import Cell, Table
from retreat.log.written import notes_of
from retreat.programme.models import Round
from retreat.web.panels import Visit

RELATION_WORDS: Mapping[str, str] = {"misses": "The figure does not see this", "covers": "The figure counts this"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPair:
    """What stands beside a figure, as it may be read. ``note`` is None where there is none, or none to be read."""

    id: str
    figure_id: str
    note_id: str | None
    note: str | None
    relation: str
    account: str
    why: str
    label: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresOfStep:
    """The figures of one round, each with its pairs."""

    title: str
    figures: Sequence[tuple[Figure, Sequence[ReadPair]]]


def figures_told(db: Session, reader: Reader, session_id: str) -> list[FiguresOfStep]:
    """The rounds of figures in which somebody set something beside one, in the order in which they were opened."""
    notes = {note.id: note.text for note in notes_of(db, reader, session_id)}
    rows = db.execute(
        select(FigurePair, Words.texts)
        .join(Words, Words.id == FigurePair.words_id)
        .where(FigurePair.session_id == session_id, may_read(reader, PAIRS.gated))
        .order_by(FigurePair.at, FigurePair.id)
    ).all()
    labels = labels_of(db, session_id, {pair.participant_id for pair, _texts in rows})
    said: dict[str, list[ReadPair]] = {}
    for pair, texts in rows:
        said.setdefault(pair.round_id, []).append(
            ReadPair(
                id=pair.id,
                figure_id=pair.figure_id,
                note_id=pair.note_id,
                note=notes.get(pair.note_id or ""),
                relation=pair.relation,
                account=texts.get("account", ""),
                why=texts.get("why", ""),
                label=labels.get(pair.participant_id),
                at=pair.at,
            )
        )
    opened = db.scalars(select(Round).where(Round.id.in_(said)).order_by(Round.opened_at, Round.id))
    return [
        FiguresOfStep(
            title=one.step.title,
            figures=[
                (figure, [pair for pair in said[one.id] if pair.figure_id == figure.id])
                for figure in figures_of(one.step.options)
            ],
        )
        for one in map(round_facts, opened)
    ]


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"steps": figures_told(visit.db, visit.reader, visit.session_id), "relations": RELATION_WORDS}


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for step in figures_told(db, reader, session_id):
        for figure, pairs in step.figures:
            told = (step.title, figure.counts, figure.number, figure.period, figure.source)
            for pair in pairs:
                beside = (pair.note_id, pair.note, pair.account or None, pair.why or None)
                yield (*told, pair.id, pair.relation, *beside, pair.label, to_text(pair.at))


SECTION = Section(
    name="figure",
    has=lambda visit: has_made(visit.db, visit.reader, visit.session_id, PAIRS),
    gather=_gather,
    styles=("interactions/figure.css",),
)
TABLE = Table(
    name="figures",
    title="Figures and accounts",
    columns=(
        "step",
        "counts",
        "number",
        "period",
        "source",
        "pair",
        "relation",
        "note",
        "note_words",
        "account",
        "why",
        "by",
        "written_at",
    ),
    rows=_rows,
    section=SECTION.name,
)
