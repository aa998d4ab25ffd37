"""The form by which an audio file is added, on the page for adding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.people.queries import seated
from retreat.recordings.admission import send_ticket
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
