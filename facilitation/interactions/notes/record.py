"""Notes on the record's page, under the questions that drew them, and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.notes.side_by_side import side_by_side
from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.makings import has_made
from retreat.log.models import Vote
from retreat.log.note_words import KIND_WORDS, READ_BY_WORDS
from retreat.log.panel import Section
from retreat.log.read_backs import ANSWER_COLUMNS, answer_cells, answers_of
from retreat.log.tables import Cell, Table
from retreat.log.written import NOTES, notes_by_prompt, notes_of
from retreat.pictures.queries import from_pictures
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    notes = notes_of(visit.db, visit.reader, visit.session_id)
    return {
        "prompts": notes_by_prompt(visit.db, visit.session_id, notes),
        "beside": side_by_side(visit, notes),
        "kinds": KIND_WORDS,
        "read_by": READ_BY_WORDS,
        "answers": answers_of(visit.db, visit.reader, [visit.session_id]),
        "paper": from_pictures(visit.db, visit.reader, visit.session_id),
    }


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    dots = Counter(db.scalars(select(Vote.target_id).where(Vote.session_id == session_id)))
    answers = answers_of(db, reader, [session_id])
    for prompt in notes_by_prompt(db, session_id, notes_of(db, reader, session_id)):
        for group in prompt.groups:
            for note in group.notes:
                yield (
                    note.id,
                    to_text(note.at),
                    prompt.text,
                    group.title,
                    group.second or None,
                    KIND_WORDS.get(note.kind, note.kind),
                    note.label,
                    note.seat,
                    note.text,
                    dots[note.id],
                    READ_BY_WORDS.get(note.share, note.share),
                    note.table,
                    *answer_cells(answers.of(session_id, note.id)),
                    "yes" if note.chosen else None,
                )


SECTION = Section(
    name="notes",
    has=lambda visit: has_made(visit.db, visit.reader, visit.session_id, NOTES),
    gather=_gather,
    styles=("interactions/notes.css",),
)
TABLE = Table(
    name="notes",
    title="Notes",
    columns=(
        "note",
        "written_at",
        "question",
        "heading",
        "second_heading",
        "kind",
        "by",
        "speaking_as",
        "words",
        "dots",
        "read_by",
        "table",
        *ANSWER_COLUMNS,
        "chosen",
    ),
    rows=_rows,
    section=SECTION.name,
)
