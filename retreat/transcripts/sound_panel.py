"""When each audio recording of a session began, on the page of its sound; the words move with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.recordings.queries import recordings_of
from retreat.transcripts.beginning import Began, beginnings
from retreat.web.panels import Panel, Visit, register


def _beginnings(visit: Visit) -> list[Began]:
    return beginnings(visit.session, recordings_of(visit.db, visit.session_id))


def _news(visit: Visit) -> str | None:
    outside = [one for one in _beginnings(visit) if one.told]
    return "The start time of an audio recording may be wrong." if outside else None


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"beginnings": _beginnings(visit)}


BEGINNINGS = register(
    Panel(
        page="sound",
        name="beginnings",
        title="When each audio recording began",
        place=50,
        template="record/_beginnings.html",
        has=lambda visit: bool(_beginnings(visit)),
        gather=_gather,
        news=_news,
        styles=("began.css",),
    )
)
