"""The page that lists the words behind a quality figure: turns to read and listen to."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from retreat.errors import NotFound
from retreat.people.guard import staff_required, this_staff
from retreat.programme.queries import session_view
from retreat.transcripts import reading
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import FLAGS, sound_time, voices
from retreat.transcripts.quality.figures_behind import CORRECTED, DOUBTFUL, SILENCE, UNHEARD, behind
from retreat.transcripts.quality.queries import quality_of
from retreat.transcripts.spoken import sound_to_play
from retreat.web.house import house
from retreat.web.pages import page

TITLES = {
    DOUBTFUL: "Doubtful words",
    SILENCE: "Words where nobody seems to speak",
    UNHEARD: "Voices that were not transcribed",
    CORRECTED: "Turns that people have corrected",
}


def add_routes(blueprint: Blueprint) -> None:
    """Put this page under the record's."""
    blueprint.add_url_rule("/sessions/<session_id>/quality", "quality", staff_required(quality))


def quality(session_id: str) -> Response:
    """One figure's turns or spans."""
    here, reads = house(), reader()
    wanted, which = request.args.get("transcript"), request.args.get("show", DOUBTFUL)

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            session = session_view(db, session_id)
            row = next((one for one in reading.transcripts_of(db, session_id) if one.id == wanted), None)
            figures = quality_of(db, row) if row else None
            if row is None or figures is None or which not in TITLES:
                raise NotFound()
            return {
                "session": session,
                "transcript": row,
                "plays": sound_to_play(db, row.recording_id),
                "quality": figures,
                "behind": behind(db, reads, row, which),
            }

    words: dict[str, Any] = {"titles": TITLES, "flags": FLAGS, "sound_time": sound_time, "voices": voices}
    return page("record/quality.html", staff=this_staff(), which=which, **words, **here.offload(gather))
