"""Audio recordings that are being transcribed, and those that could not be, on the page of a session's sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from retreat.recordings.models import READY, SET_ASIDE
from retreat.recordings.queries import RecordingView, recordings_of
from retreat.transcripts.phrases import STAGES, length_said
from retreat.web.panels import Panel, Visit, register


def _on_their_way(visit: Visit) -> Sequence[RecordingView]:
    found = recordings_of(visit.db, visit.session_id)
    return [one for one in found if one.state not in (READY, SET_ASIDE) and not one.is_held]


def _put_aside(visit: Visit) -> Sequence[RecordingView]:
    found = recordings_of(visit.db, visit.session_id)
    return [one for one in found if one.state == SET_ASIDE and not (one.is_held or one.deleted_at)]


def _tables(visit: Visit) -> Mapping[str, str]:
    return {table.id: table.name for table in visit.session.tables}


def _gather_working(visit: Visit) -> Mapping[str, Any]:
    return {
        "sounds": _on_their_way(visit),
        "tables": _tables(visit),
        "stages": STAGES,
        "length": length_said,
        "boot": {"stages": dict(STAGES)},
    }


def _news_working(visit: Visit) -> str | None:
    count = len(_on_their_way(visit))
    if not count:
        return None
    return (
        "An audio recording is being transcribed." if count == 1 else f"{count} audio recordings are being transcribed."
    )


def _gather_put_aside(visit: Visit) -> Mapping[str, Any]:
    return {"put_aside": _put_aside(visit), "tables": _tables(visit)}


def _news_put_aside(visit: Visit) -> str | None:
    count = len(_put_aside(visit))
    if not count:
        return None
    return f"{'An audio recording' if count == 1 else f'{count} audio recordings'} could not be transcribed."


WORKING = register(
    Panel(
        page="sound",
        name="working",
        title="Transcription",
        place=10,
        template="record/_working.html",
        has=lambda visit: bool(_on_their_way(visit)),
        gather=_gather_working,
        news=_news_working,
        scripts=("record/progress.js",),
    )
)
PUT_ASIDE = register(
    Panel(
        page="sound",
        name="not-written-down",
        title="Not transcribed",
        place=20,
        template="record/_put_aside.html",
        has=lambda visit: bool(_put_aside(visit)),
        gather=_gather_put_aside,
        news=_news_put_aside,
    )
)
