"""Transcripts that people bring: the form for one, and what becomes of those that came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.imports.views import bringing
from retreat.web.panels import Panel, Visit, register


def _has(visit: Visit) -> bool:
    brought = bringing(visit.db, visit.session)
    return bool(brought.held or brought.waiting or brought.put_aside or (brought.alone and brought.sounds))


def _news(visit: Visit) -> str | None:
    brought = bringing(visit.db, visit.session)
    if brought.held:
        return "A transcript is held back until somebody decides about what was left out."
    if brought.put_aside:
        return "A transcript could not be read or joined to its sound."
    return "A transcript is being read." if brought.waiting else None


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"bring": bringing(visit.db, visit.session)}


BROUGHT = register(
    Panel(
        page="sound",
        name="brought",
        title="Transcripts that were added",
        place=30,
        template="record/_brought.html",
        has=_has,
        gather=_gather,
        news=_news,
        scripts=("record/imports.js",),
    )
)
ADD_TRANSCRIPT = register(
    Panel(
        page="add",
        name="words",
        title="Add a transcript",
        place=20,
        template="record/_add_transcript.html",
        has=lambda _visit: True,
        gather=_gather,
    )
)
