"""Close reading on the record's page: each narrative with what was written beside its lines; and two tables.

The words of a narrative are shown to those alone who read the whole record: others read what people wrote on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.read.heat import lines_at, marks_on, spread, total
from facilitation.interactions.read.making import READINGS
from facilitation.interactions.read.models import NarrativeLaid, ReadingMark
from facilitation.interactions.read.options import meaning_named
from facilitation.interactions.read.reading import ReadNarrative, narratives_read
from retreat.clock import to_text
from retreat.consent.gate import Gated, Reader, may_read
from retreat.log.makings import ONLY_ME, has_made
from retreat.log.panel import Section, may_tell_people_apart
from retreat.log.tables import Cell, Table
from retreat.people.models import Participant
from retreat.programme.models import Round, TableGroup
from retreat.programme.narratives.models import NarrativeText
from retreat.programme.narratives.queries import returned_at
from retreat.programme.narratives.returned import said_at
from retreat.programme.steps import Step, step_of
from retreat.web.panels import Visit


def _has(visit: Visit) -> bool:
    if has_made(visit.db, visit.reader, visit.session_id, READINGS):
        return True
    laid = select(NarrativeLaid.id).where(NarrativeLaid.session_id == visit.session_id).limit(1)
    return visit.db.scalars(laid).first() is not None and may_tell_people_apart(visit)


def _gather(visit: Visit) -> Mapping[str, Any]:
    whole = may_tell_people_apart(visit)
    found = narratives_read(visit.db, visit.reader, visit.session_id)
    here = TableGroup.session_id == visit.session_id
    tables = {row.id: row.name for row in visit.db.scalars(select(TableGroup).where(here))}
    steps = _steps(visit.db, visit.session_id)
    return {
        "narratives": [_shown(visit, one, tables, steps, whole) for one in found if whole or one.parts],
        "whole": whole,
    }


def _shown(
    visit: Visit, one: ReadNarrative, tables: Mapping[str, str], steps: Mapping[str, Step], whole: bool
) -> dict[str, Any]:
    rows = spread(marks_on(visit.db, visit.session_id, one.id, visit.reader), for_everyone=not whole)
    marked: dict[int, dict[str, Any]] = {}
    for row in rows:
        line = marked.setdefault(row["line"], {"people": 0, "groups": [], "meanings": []})
        if row["meaning"] is None:
            line["people"], line["groups"] = total(row["groups"]), row["groups"]
            continue
        step = steps.get(row["round_id"])
        said = meaning_named(step.options, row["meaning"]) if step else None
        line["meanings"].append((said or row["meaning"], total(row["groups"])))
    return {
        "narrative": one,
        "at_tables": [tables[table] for table in one.tables if table in tables],
        "marked": marked,
        "readings": one.readings,
        "rewritings": one.rewritings,
    }


def _reading_rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for narrative in narratives_read(db, reader, session_id):
        for one in narrative.parts:
            first, last = one.lines or (None, None)
            yield (
                one.id,
                to_text(one.at),
                one.step,
                narrative.title,
                one.form,
                first,
                last,
                one.quote or (narrative.returned if one.lines else None) or None,
                one.text,
                one.why or None,
                one.number if one.form == "reading" else None,
                one.first_id if one.number > 1 else None,
                one.label,
            )


def _mark_rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    """Every mark that was shared. A person has one number in all rows, and no name."""
    gated = Gated(
        author=ReadingMark.participant_id,
        session=ReadingMark.session_id,
        share=ReadingMark.share,
        table=ReadingMark.table_id,
        erased=ReadingMark.removed_at.is_not(None),
    )
    rows = db.execute(
        select(ReadingMark, Participant.sector, NarrativeText)
        .join(Participant, Participant.id == ReadingMark.participant_id)
        .join(NarrativeText, NarrativeText.id == ReadingMark.text_id)
        .where(ReadingMark.session_id == session_id, ReadingMark.share != ONLY_ME, may_read(reader, gated))
        .order_by(ReadingMark.at, ReadingMark.id)
    ).all()
    # In an order that tells nothing, such as who came in first.
    people = sorted({mark.participant_id for mark, *_ in rows}, key=lambda found: sha256(found.encode()).digest())
    numbers = {person: number for number, person in enumerate(people, 1)}
    steps, back = _steps(db, session_id), returned_at(db, {text.id for _mark, _sector, text in rows})
    for mark, sector, text in rows:
        lines, step = lines_at(text.lines, mark.begins, mark.ends), steps.get(mark.round_id)
        yield (
            to_text(mark.at),
            numbers[mark.participant_id],
            sector,
            step.title if step else None,
            text.title,
            lines[0] if lines else None,
            lines[-1] if lines else None,
            said_at(text.text, mark.begins, mark.ends, back.get(text.id)),
            meaning_named(step.options, mark.meaning) if step else mark.meaning,
        )


def _steps(db: Session, session_id: str) -> dict[str, Step]:
    rows = db.scalars(select(Round).where(Round.session_id == session_id))
    return {row.id: step_of(row.step) for row in rows}


SECTION = Section(name="read", has=_has, gather=_gather, styles=("interactions/read.css",))
_PLACE = ("from_line", "to_line", "words_of_the_narrative")
TABLES = (
    Table(
        name="readings",
        title="Readings and rewritings",
        columns=(
            "id",
            "said_at",
            "step",
            "narrative",
            "form",
            *_PLACE,
            "words",
            "what_changed_or_why",
            "reading_number",
            "first_reading",
            "by",
        ),
        rows=_reading_rows,
        section=SECTION.name,
        caution="it quotes outcome narratives. Keep this file within the team.",
    ),
    Table(
        name="marks",
        title="Marks on narratives",
        columns=("marked_at", "person", "sector", "step", "narrative", *_PLACE, "meaning"),
        rows=_mark_rows,
        section=SECTION.name,
        caution="every person has a number and a sector, even if few people share it. Keep this file within the team.",
    ),
)
