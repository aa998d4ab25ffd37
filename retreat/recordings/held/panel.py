"""The record's part about sound that is held back, or was deleted; never who has not agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from retreat.recordings.held.deadline import deadlines
from retreat.recordings.operations import ENDED
from retreat.recordings.queries import RecordingView, name_of, recordings_of
from retreat.web.panels import Panel, Visit, register


def _held(visit: Visit) -> Sequence[RecordingView]:
    return [one for one in recordings_of(visit.db, visit.session_id) if one.is_held]


def _deleted(visit: Visit) -> Sequence[RecordingView]:
    return [one for one in recordings_of(visit.db, visit.session_id) if one.deleted_at is not None]


def _gather(visit: Visit) -> Mapping[str, Any]:
    held, deleted = _held(visit), _deleted(visit)
    since = {one.id: one.held_since for one in held if one.held_since is not None}
    return {
        "held": held,
        "deleted": deleted,
        "ended": {one.id for one in deleted if one.reason == ENDED},
        "deadlines": deadlines(visit.db, since, days=visit.house.settings.held_days),
        "names": {one.id: name_of(visit.session, one) for one in (*held, *deleted)},
    }


def _news(visit: Visit) -> str | None:
    count = len(_held(visit))
    if not count:
        return None
    return "An audio recording is held back." if count == 1 else f"{count} audio recordings are held back."


HELD = register(
    Panel(
        page="sound",
        name="held",
        title="Held back",
        place=5,
        template="record/_held.html",
        has=lambda visit: bool(_held(visit) or _deleted(visit)),
        gather=_gather,
        news=_news,
    )
)
