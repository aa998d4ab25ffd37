"""The pages of the record: one session read and heard, and a search over all of them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, flash, jsonify, request, send_file, url_for

from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError, WrongMediaType
from retreat.imports import routes as import_routes
from retreat.people.guard import staff_required, this_staff
from retreat.record.pages import record_page
from retreat.record.search_page import search_page, typed_in
from retreat.recordings import queries as recordings
from retreat.recordings.at_hand import storage
from retreat.recordings.form_file import keep_form_file
from retreat.recordings.limits import FILE_MAX_BYTES, check_room
from retreat.recordings.listening import peaks_name
from retreat.recordings.operations import try_again
from retreat.recordings.people import speakers_said
from retreat.recordings.routes import sound_of
from retreat.search.searching import Embed, meaning_beforehand
from retreat.speech.again import routes as rerun_routes
from retreat.speech.work import routes as queue_routes
from retreat.transcripts.asking import number, reader, unkept
from retreat.transcripts.beginning import move_beginning
from retreat.transcripts.correcting import opinion_routes, replacing_routes
from retreat.transcripts.correcting import routes as correcting_routes
from retreat.transcripts.earlier import read_instead
from retreat.transcripts.levels import routes as level_routes
from retreat.transcripts.quality import routes as quality_routes
from retreat.transcripts.speakers import routes as speaker_routes
from retreat.web.forms import body_up_to
from retreat.web.house import house
from retreat.web.logs import log
from retreat.web.pages import page, see_other
from transcription.errors import TranscriptionError

blueprint = Blueprint("record", __name__)
for _pages in (
    correcting_routes,
    import_routes,
    level_routes,
    opinion_routes,
    quality_routes,
    queue_routes,
    replacing_routes,
    rerun_routes,
    speaker_routes,
):
    _pages.add_routes(blueprint)

_FORM_BESIDE_FILE_BYTES = 1024**2


@blueprint.app_template_filter("local")
def local(at: datetime) -> datetime:
    """A moment by the clock of the hall: that of this machine."""
    return at.astimezone()


@blueprint.get("/sessions/<session_id>")
@staff_required
def read(session_id: str) -> Response:
    """The record of one session."""
    here, reads = house(), reader()
    asked = request.args
    chosen = asked.get("transcript"), number(asked.get("page")), asked.get("passage"), number(asked.get("turn"))

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            return record_page(here, db, reads, session_id, *chosen)

    return page("record/session.html", staff=this_staff(), **here.offload(gather))


@blueprint.get("/sessions/<session_id>/progress")
@staff_required
def progress(session_id: str) -> Response:
    """How far each audio recording of a session has come."""
    return unkept(jsonify(recordings=queue_routes.told_of_session(house(), session_id)))


@blueprint.get("/sessions/<session_id>/audio/<recording_id>")
@staff_required
def hear(session_id: str, recording_id: str) -> Response:
    """The sound of one audio recording, in ranges."""
    return sound_of(recording_id, session_id)


@blueprint.get("/sessions/<session_id>/audio/<recording_id>/peaks")
@staff_required
def peaks(session_id: str, recording_id: str) -> Response:
    """The waveform of one audio recording."""
    here = house()
    with here.database.read() as db:
        if recordings.recording_view(db, recording_id).session_id != session_id:
            raise NotFound()
    with storage().local_path(peaks_name(recording_id)) as path:
        return send_file(path, mimetype="application/json", conditional=True, max_age=3600)


def _room_for_form(size_bytes: int) -> None:
    """Until it is kept, the file of a form lies on the disk twice."""
    check_room(house().storage, 2 * size_bytes)


@blueprint.post("/desk/sessions/<session_id>/audio")
@staff_required
@body_up_to(FILE_MAX_BYTES + _FORM_BESIDE_FILE_BYTES, room=_room_for_form)
def add_audio(session_id: str) -> Response:
    """A file sent by the plain form."""
    sent = request.files.get("audio")
    if sent is None or not sent.filename:
        return _back(session_id, InvalidInput("Please choose an audio file first."))
    try:
        is_new = keep_form_file(
            house(),
            session_id,
            cast(BinaryIO, sent.stream),
            filename=sent.filename,
            table=request.form.get("table"),
            by=this_staff().staff_id,
            speakers=request.form.get("speakers"),
            began=request.form.get("began"),
        )
    except (InvalidInput, WrongMediaType) as error:
        return _back(session_id, error)
    here_already = "This very file was here already, for the same table; nothing was added."
    flash("The audio file is here and will be worked on now." if is_new else here_already, "good")
    return see_other(url_for(".read", session_id=session_id))


def _back(session_id: str, error: RetreatError, transcript_id: str | None = None) -> Response:
    """To the record, which says at its top what was wrong: whoever sent a form is never left without a way on."""
    flash(error.tell, "care")
    return see_other(url_for(".read", session_id=session_id, transcript=transcript_id))


@blueprint.post("/sessions/<session_id>/recordings/<recording_id>/again")
@staff_required
def again(session_id: str, recording_id: str) -> Response:
    """Work once more on what was set aside."""
    here = house()
    with here.database.read() as db:
        if recordings.recording_view(db, recording_id).session_id != session_id:
            raise NotFound()
    try:
        people = speakers_said(request.form.get("speakers"))
        here.database.write(lambda db: try_again(db, recording_id, wake=here.enqueue, speakers=people))
    except (Conflict, InvalidInput) as error:
        return _back(session_id, error)
    return see_other(url_for(".read", session_id=session_id))


@blueprint.post("/sessions/<session_id>/recordings/<recording_id>/began")
@staff_required
def began(session_id: str, recording_id: str) -> Response:
    """Say anew when an audio recording began: its sound moves on the one clock, its words stay."""
    here, form = house(), request.form
    try:
        told = here.database.write(
            lambda db: move_beginning(
                db, session_id, recording_id, typed=form.get("began"), seen=form.get("seen"), now=here.clock()
            )
        )
    except (Conflict, InvalidInput) as error:
        return _back(session_id, error, form.get("transcript"))
    flash(told, "good")
    return see_other(url_for(".read", session_id=session_id, transcript=form.get("transcript"), _anchor="beginnings"))


@blueprint.post("/sessions/<session_id>/transcripts/<transcript_id>/instead")
@staff_required
def instead(session_id: str, transcript_id: str) -> Response:
    """Read another transcript of the same sound than the one that is read now."""
    try:
        house().database.write(lambda db: read_instead(db, session_id, transcript_id))
    except Conflict as error:
        return _back(session_id, error)
    flash("This transcript is read and found now. The other one is kept beside it.", "good")
    return see_other(url_for(".read", session_id=session_id, transcript=transcript_id))


@blueprint.get("/search")
@staff_required
def search() -> Response:
    """A search over all sessions."""
    here, reads, asked = house(), reader(), request.args
    # The helper process answers this greenlet; a thread outside the event loop could not speak to it.
    embed = _meaning_of(typed_in(asked))
    found = here.offload(partial(search_page, here, reads, asked, embed))
    return page("search/search.html", 422 if found["told"] else 200, staff=this_staff(), **found)


def _meaning_of(typed: str) -> Embed | None:
    """Without the model of meanings, words alone are searched."""
    meaning = house().meaning
    if meaning is None:
        return None
    try:
        return meaning_beforehand(typed, meaning.embed)
    except TranscriptionError as error:
        log.warning("search_without_meaning", error=type(error).__name__)
        return None
