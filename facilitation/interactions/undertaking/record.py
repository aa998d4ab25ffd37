"""Undertakings on the record's page, where the facilitators can say what became of them; and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from facilitation.interactions.undertaking.making import UNDERTAKINGS
from facilitation.interactions.undertaking.reading import ReadUndertaking, undertakings_of
from facilitation.interactions.undertaking.words import BECAME_WORDS, KNOWN_BY, NOBODY_YET, SORT_WORDS
from facilitation.parts.reading import may_lead
from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.makings import has_made
from retreat.log.panel import Section
from retreat.log.tables import Cell, Table
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {
        "steps": undertakings_of(visit.db, visit.reader, visit.session_id),
        "sorts": SORT_WORDS,
        "became": BECAME_WORDS,
        "known_by": KNOWN_BY,
        "nobody": NOBODY_YET,
        "may_tell": may_lead(visit),
        "new_id": visit.house.ids,
    }


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for step in undertakings_of(db, reader, session_id):
        for one in step.undertakings:
            yield (step.title, *_said(one), *_became(one))


def _said(one: ReadUndertaking) -> Sequence[Cell]:
    said = one.said
    joined = " ".join(other.id for other in one.joined)
    return (
        said.id,
        to_text(said.at),
        said.stance,
        said.text,
        said.texts.get("known_by") or None,
        said.due,
        said.label,
        said.table,
        one.meant_for,
        one.owner,
        to_text(one.taken_on.at) if one.taken_on else None,
        joined or None,
    )


def _became(one: ReadUndertaking) -> Sequence[Cell]:
    latest = one.became[-1] if one.became else None
    if latest is None:
        return one.state, None, None, None
    return one.state, latest.text or None, to_text(latest.at), latest.due


SECTION = Section(
    name="undertaking",
    has=lambda visit: has_made(visit.db, visit.reader, visit.session_id, UNDERTAKINGS),
    gather=_gather,
    styles=("interactions/parts.css", "interactions/undertaking.css"),
)
TABLE = Table(
    name="undertakings",
    title="Undertakings",
    columns=(
        "step",
        "undertaking",
        "said_at",
        "sort",
        "words",
        "known_by",
        "due",
        "by",
        "table",
        "meant_for",
        "owner",
        "taken_on_at",
        "joined_with",
        "became",
        "why",
        "told_at",
        "now_due",
    ),
    rows=_rows,
    section=SECTION.name,
)
