"""The page for adding: the form for an audio file, and before it whose talk must not be added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.people.queries import seated
from retreat.recordings.admission import send_ticket
from retreat.recordings.held.brought import all_agreed, not_agreed
from retreat.recordings.limits import FILE_MAX_BYTES
from retreat.recordings.started import as_typed
from retreat.web.panels import Panel, Visit, register


def _always(_visit: Visit) -> bool:
    return True


def _gather(visit: Visit) -> Mapping[str, Any]:
    session = visit.session
    return {
        "opened": as_typed(session.opened_at) if session.opened_at else "",
        "ended": as_typed(session.ended_at) if session.ended_at else "",
        "tables": {table.id: table.name for table in session.tables},
        "seated": seated(visit.db, session.id),
        "boot": {"ticket": send_ticket(visit.house, session.id, visit.reader.staff_id), "max_bytes": FILE_MAX_BYTES},
    }


def _unagreed(visit: Visit) -> Mapping[str, Any]:
    session = visit.session
    return {
        "without_sound": session.without_sound,
        "quiet_table": session.quiet_table,
        "unagreed": not_agreed(visit.db, session.id),
        "all_agreed": all_agreed(visit.db, session.id),
    }


def _has_unagreed(visit: Visit) -> bool:
    told = _unagreed(visit)
    return bool(told["without_sound"] or told["quiet_table"] or not told["all_agreed"])


UNAGREED = register(
    Panel(
        page="add",
        name="unagreed",
        title="What can be added",
        place=5,
        template="record/_unagreed.html",
        has=_has_unagreed,
        gather=_unagreed,
    )
)
ADD_SOUND = register(
    Panel(
        page="add",
        name="audio",
        title="Add an audio file",
        place=10,
        template="record/_add_audio.html",
        has=_always,
        gather=_gather,
        scripts=("record/upload.js", "record/began.js"),
        styles=("began.css",),
    )
)
