"""Plan cards on the record's page, each part with its earlier wordings; and every wording as a row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from facilitation.interactions.plan.making import PLANS
from facilitation.interactions.plan.reading import ReadPlan, plans_of
from facilitation.interactions.plan.words import PUZZLE, STAGE_WORDS
from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.makings import has_made
from retreat.log.panel import Section
from retreat.log.tables import Cell, Table
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    steps = plans_of(visit.db, visit.reader, visit.session_id)
    return {"steps": steps, "stages": STAGE_WORDS, "puzzle": PUZZLE}


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for step in plans_of(db, reader, session_id):
        for plan in step.plans:
            yield from ((step.title, *_card(plan), *row) for row in _parts(plan))


def _card(plan: ReadPlan) -> Sequence[Cell]:
    card = plan.card
    puzzle = card.texts.get("puzzle") or None
    return card.id, card.text, puzzle, plan.project, card.table, plan.cycle, card.on_id


def _parts(plan: ReadPlan) -> Iterable[Sequence[Cell]]:
    """Every wording; those that were written again later do not count."""
    if not any(plan.stages.values()):
        yield (None,) * 7
    for stage, wordings in plan.stages.items():
        for one in wordings:
            counts = "yes" if one is wordings[-1] else "no"
            yield stage, one.id, one.text, one.due, to_text(one.at), counts, one.label


SECTION = Section(
    name="plan",
    has=lambda visit: has_made(visit.db, visit.reader, visit.session_id, PLANS),
    gather=_gather,
    styles=("interactions/parts.css", "interactions/plan.css"),
)
TABLE = Table(
    name="plans",
    title="Plans",
    columns=(
        *("step", "plan", "called", "puzzle", "project", "table", "cycle", "goes_on_from"),
        *("part", "wording", "words", "day", "written_at", "counts", "by"),
    ),
    rows=_rows,
    section=SECTION.name,
)
