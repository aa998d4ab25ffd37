"""All pages of the transcripts; also sets the current transcript of a sound, and when the sound began."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request

from retreat.errors import Conflict, InvalidInput
from retreat.people.guard import staff_required
from retreat.transcripts import panel, sound_panel  # noqa: F401 - register themselves
from retreat.transcripts.beginning import move_beginning
from retreat.transcripts.citing import routes as citing_routes
from retreat.transcripts.correcting import opinion_routes, replacing_routes, voice_routes
from retreat.transcripts.correcting import routes as correcting_routes
from retreat.transcripts.earlier import read_instead
from retreat.transcripts.levels import routes as level_routes
from retreat.transcripts.quality import routes as quality_routes
from retreat.transcripts.speakers import routes as speaker_routes
from retreat.web.house import house
from retreat.web.pages import see_other

blueprint = Blueprint("transcripts", __name__)
_OF_OTHER_FILES = (
    citing_routes,
    correcting_routes,
    level_routes,
    opinion_routes,
    quality_routes,
    replacing_routes,
    speaker_routes,
    voice_routes,
)
for _pages in _OF_OTHER_FILES:
    _pages.add_routes(blueprint)


@blueprint.post("/sessions/<session_id>/recordings/<recording_id>/began")
@staff_required
def began(session_id: str, recording_id: str) -> Response:
    """Correct when an audio recording began: its sound moves on the one clock, its words stay."""
    here, form = house(), request.form
    try:
        told, tone = (
            here.database.write(
                lambda db: move_beginning(
                    db, session_id, recording_id, typed=form.get("began"), seen=form.get("seen"), now=here.clock()
                )
            ),
            "good moved",
        )
    except (Conflict, InvalidInput) as error:
        told, tone = error.tell, f"care {error.code}"
    flash(told, tone)
    return see_other(f"/sessions/{session_id}/sound#beginnings")


@blueprint.post("/sessions/<session_id>/transcripts/<transcript_id>/instead")
@staff_required
def instead(session_id: str, transcript_id: str) -> Response:
    """Make another transcript of the same sound the current one."""
    try:
        read_instead(house(), session_id, transcript_id)
        told, tone = "This transcript is now the current one, also in search. The other one is kept.", "good"
    except Conflict as error:
        told, tone = error.tell, f"care {error.code}"
    flash(told, tone)
    return see_other(f"/sessions/{session_id}?transcript={transcript_id}")
