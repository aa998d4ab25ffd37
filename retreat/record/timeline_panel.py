"""One clock for everything, as a part of the record's page: audio recordings as bars, what was written as marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.log.light_bulbs import bulbs_of, has_bulbs
from retreat.log.written import has_notes, notes_of
from retreat.record.timeline import Timeline, timeline
from retreat.recordings.queries import name_of, recordings_of
from retreat.transcripts.reading import first_words
from retreat.web.panels import Panel, Visit, register


def _has(visit: Visit) -> bool:
    sounds = recordings_of(visit.db, visit.session_id)
    asked = visit.db, visit.reader, visit.session_id
    return any(one.duration_s for one in sounds) or has_notes(*asked) or has_bulbs(*asked)


def _drawn(visit: Visit) -> Timeline | None:
    asked = visit.db, visit.reader, visit.session_id
    ready = [one for one in recordings_of(visit.db, visit.session_id) if one.duration_s]
    return timeline(
        [(one.id, name_of(visit.session, one), one.started_at, one.duration_s or 0.0) for one in ready],
        [(note.id, note.at, first_words(note.text)) for note in notes_of(*asked)],
        [(bulb.id, bulb.at, first_words(bulb.text) or "without words") for bulb in bulbs_of(*asked)],
    )


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"line": _drawn(visit)}


TIMELINE = register(
    Panel(
        page="record",
        name="time",
        title="Time line",
        place=40,
        template="record/_timeline.html",
        has=_has,
        gather=_gather,
    )
)
