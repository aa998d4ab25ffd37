"""The notes of a session on its record's page, under the questions that drew them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.log.note_words import KIND_WORDS
from retreat.log.written import has_notes, notes_by_prompt, notes_of
from retreat.web.panels import Panel, Visit, register


def _has(visit: Visit) -> bool:
    return has_notes(visit.db, visit.reader, visit.session_id)


def _gather(visit: Visit) -> Mapping[str, Any]:
    notes = notes_of(visit.db, visit.reader, visit.session_id)
    return {"prompts": notes_by_prompt(visit.db, visit.session_id, notes), "kinds": KIND_WORDS}


NOTES = register(
    Panel(
        page="record",
        name="notes",
        title="Notes",
        place=20,
        template="record/_notes.html",
        has=_has,
        gather=_gather,
    )
)
