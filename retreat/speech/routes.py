"""All pages of the work on sound: the queue, progress, trying again, transcribing again."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, request

from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.people.guard import staff_required
from retreat.recordings import queries as recordings
from retreat.recordings.operations import try_again
from retreat.recordings.people import speakers_said
from retreat.speech import panel  # noqa: F401 - registers itself
from retreat.speech.again import routes as rerun_routes
from retreat.speech.work import routes as queue_routes
from retreat.web.house import house
from retreat.web.pages import see_other, unkept

blueprint = Blueprint("speech", __name__)
for _pages in (queue_routes, rerun_routes):
    _pages.add_routes(blueprint)


@blueprint.get("/sessions/<session_id>/progress")
@staff_required
def progress(session_id: str) -> Response:
    """How far each audio recording of a session has come."""
    return unkept(jsonify(recordings=queue_routes.told_of_session(house(), session_id)))


@blueprint.post("/sessions/<session_id>/recordings/<recording_id>/again")
@staff_required
def again(session_id: str, recording_id: str) -> Response:
    """Retry what was set aside."""
    here = house()
    with here.database.read() as db:
        if recordings.recording_view(db, recording_id).session_id != session_id:
            raise NotFound()
    try:
        people = speakers_said(request.form.get("speakers"))
        here.database.write(lambda db: try_again(db, recording_id, wake=here.enqueue, speakers=people))
    except (Conflict, InvalidInput) as error:
        flash(error.tell, f"care {error.code}")
    return see_other(f"/sessions/{session_id}/sound")
