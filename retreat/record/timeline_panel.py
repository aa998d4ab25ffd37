"""One clock for everything, as a part of the record's page: audio recordings as bars, what was written as marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.log.makings import Shape, has_made, made_in
from retreat.log.memos.queries import memos_in
from retreat.record.timeline import timeline
from retreat.recordings.queries import name_of, recordings_of
from retreat.transcripts.reading import first_words
from retreat.web.panels import Panel, Visit, register

# As several of them are called.
_SHAPES: Mapping[Shape, str] = {"dot": "dots", "diamond": "diamonds", "square": "squares"}


def _has(visit: Visit) -> bool:
    sounds = recordings_of(visit.db, visit.session_id)
    made = any(one.duration_s for one in sounds) or has_made(visit.db, visit.reader, visit.session_id)
    return made or bool(memos_in(visit.db, visit.reader, visit.session_id))


def _gather(visit: Visit) -> Mapping[str, Any]:
    ready = [one for one in recordings_of(visit.db, visit.session_id) if one.duration_s]
    made = made_in(visit.db, visit.reader, visit.session_id)
    memos = memos_in(visit.db, visit.reader, visit.session_id)
    line = timeline(
        [(one.id, name_of(visit.session, one), one.started_at, one.duration_s or 0.0) for one in ready],
        [
            (one.id, one.at, first_words(one.text) or "without words", one.making.title, one.making.shape)
            for one in made
        ],
        memos=[(one.id, one.at, first_words(one.text)) for one in memos],
        session=(visit.session.opened_at, visit.session.ended_at),
    )
    kinds = {one.making.noun: f"{_SHAPES[one.making.shape]} are {one.making.many}" for one in made}
    told = [*(["bars are audio recordings"] if ready else []), *kinds.values(), *(["flags are memos"] if memos else [])]
    return {"line": line, "legend": told, "memos": memos}


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
