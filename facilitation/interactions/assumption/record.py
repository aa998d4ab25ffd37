"""Assumptions on the record's page, with what became of them; and every word and every placing as rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.assumption.loading import GATED, place_of, rounds_here
from facilitation.interactions.assumption.making import ASSUMPTIONS
from facilitation.interactions.assumption.models import AssumptionDepth
from facilitation.interactions.assumption.reading import Finding, ReadAssumption, assumptions_of
from facilitation.interactions.assumption.words import DEPTH_WORDS, OUTCOME_WORDS, PART_WORDS
from retreat.clock import to_text
from retreat.consent.gate import Reader, may_read
from retreat.log.makings import has_made
from retreat.log.note_words import READ_BY_WORDS
from retreat.log.panel import Section, may_tell_people_apart
from retreat.log.read_backs import answers_of
from retreat.log.tables import Cell, Table
from retreat.people.models import Participant
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    whole = may_tell_people_apart(visit)
    return {
        "steps": assumptions_of(visit.db, visit.reader, visit.session_id, for_everyone=not whole),
        "depths": DEPTH_WORDS,
        "outcomes": OUTCOME_WORDS,
        "parts": PART_WORDS,
        "read_by": READ_BY_WORDS,
        "answers": answers_of(visit.db, visit.reader, [visit.session_id]),
        "whole": whole,
        "new_id": visit.house.ids,
    }


def _has(visit: Visit) -> bool:
    return has_made(visit.db, visit.reader, visit.session_id, ASSUMPTIONS)


def _words(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for step in assumptions_of(db, reader, session_id, for_everyone=False):
        for one in step.assumptions:
            for said in (*([one.named] if one.named else []), *one.findings):
                yield (step.title, one.id, one.text, *_said(said))


def _said(one: Finding) -> Sequence[Cell]:
    told = (one.id, to_text(one.at), one.part, one.text or None, one.who or None, one.by_when or None, one.outcome)
    return *told, one.label, one.share, one.table, one.source_id


def _depths(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    """Every placing with its date. A person has one number in all rows, and no name."""
    steps = assumptions_of(db, reader, session_id, for_everyone=False)
    texts = {_place(one): (step.title, one.text) for step in steps for one in step.assumptions}
    rounds = rounds_here(db, session_id)
    by_id = {one.id: one for one in rounds}
    rows = db.execute(
        select(AssumptionDepth, Participant.sector)
        .join(Participant, Participant.id == AssumptionDepth.participant_id)
        .where(AssumptionDepth.session_id == session_id, may_read(reader, GATED))
        .order_by(AssumptionDepth.at, AssumptionDepth.id)
    ).all()
    # In an order that tells nothing, such as who came in first.
    people = sorted({row.participant_id for row, _sector in rows}, key=lambda found: sha256(found.encode()).digest())
    numbers = {person: number for number, person in enumerate(people, 1)}
    placed = [(row, sector, place_of(rounds, by_id.get(row.round_id), row.assumption_id)) for row, sector in rows]
    latest = {(row.participant_id, place): row.id for row, _sector, place in placed}
    for row, sector, place in placed:
        step, text = texts.get(place, (None, None))
        counts = "yes" if latest[row.participant_id, place] == row.id else "no"
        yield to_text(row.at), numbers[row.participant_id], sector, step, row.assumption_id, text, row.depth, counts


def _place(one: ReadAssumption) -> str:
    return f"{one.round_id} {one.id}"


SECTION = Section(name="assumption", has=_has, gather=_gather, styles=("interactions/assumption.css",))
TABLE = Table(
    name="assumptions",
    title="Assumptions",
    columns=(
        "step",
        "assumption_id",
        "assumption",
        "id",
        "written_at",
        "part",
        "words",
        "who",
        "by_when",
        "outcome",
        "by",
        "could_be_read_by",
        "table",
        "made_from_note",
    ),
    rows=_words,
    section=SECTION.name,
)
DEPTHS_TABLE = Table(
    name="assumption-depths",
    title="How deep assumptions lie",
    columns=("placed_at", "person", "sector", "step", "assumption_id", "assumption", "depth", "counts"),
    rows=_depths,
    section=SECTION.name,
    caution="every person has a row with their sector, even if few people share it. Keep this file within the team.",
)
