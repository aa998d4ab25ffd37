"""The notes of a session on its record's page, under the questions that drew them, and its light-bulbs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.log.light_bulbs import bulbs_of, has_bulbs
from retreat.log.note_words import BULB_WORDS, KIND_WORDS
from retreat.log.written import has_notes, notes_by_prompt, notes_of
from retreat.web.panels import Panel, Visit, register


def _has(visit: Visit) -> bool:
    asked = visit.db, visit.reader, visit.session_id
    return has_notes(*asked) or has_bulbs(*asked)


def _gather(visit: Visit) -> Mapping[str, Any]:
    notes = notes_of(visit.db, visit.reader, visit.session_id)
    return {
        "prompts": notes_by_prompt(visit.db, visit.session_id, notes),
        "kinds": KIND_WORDS,
        "bulbs": bulbs_of(visit.db, visit.reader, visit.session_id),
        "asked": BULB_WORDS,
    }


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
