"""Pages about sound: adding a file with a plain form, playing it, its waveform."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, Response, flash, request, send_file

from retreat.errors import InvalidInput, WrongMediaType
from retreat.people.guard import staff_required, this_staff
from retreat.people.noting import noted_as
from retreat.programme.queries import session_view
from retreat.programme.tables import table_named
from retreat.recordings import panel  # noqa: F401 - registers itself
from retreat.recordings.at_hand import may_be_played, sound_of, storage, unstored
from retreat.recordings.held import panel as held_panel  # noqa: F401 - registers itself
from retreat.recordings.held.refusing import WithoutSound, refuse_unwanted
from retreat.recordings.intake import Sent, take_in
from retreat.recordings.left_out import panel as left_out_panel  # noqa: F401 - registers itself
from retreat.recordings.limits import FILE_MAX_BYTES
from retreat.recordings.listening import peaks_name
from retreat.recordings.people import speakers_said
from retreat.recordings.started import beginning_said
from retreat.recordings.uploads import check_room
from retreat.web.forms import body_up_to
from retreat.web.house import house
from retreat.web.pages import see_other

blueprint = Blueprint("sound", __name__)

_FORM_BESIDE_FILE_BYTES = 1024**2
_NO_FILE = "Please choose an audio file first."
_HERE_ALREADY = "This file is already here, for the same table. Nothing was added."
_TAKEN_IN = "The audio file has arrived and will now be processed."


@blueprint.get("/sessions/<session_id>/audio/<recording_id>")
@staff_required
@noted_as("played", thing="recording_id")
def hear(session_id: str, recording_id: str) -> Response:
    """The sound of one audio recording, in ranges."""
    return sound_of(recording_id, session_id)


@blueprint.get("/sessions/<session_id>/audio/<recording_id>/peaks")
@staff_required
def peaks(session_id: str, recording_id: str) -> Response:
    """The waveform of one audio recording."""
    here = house()
    with here.database.read() as db:
        may_be_played(db, recording_id, session_id)
    with storage().local_path(peaks_name(recording_id)) as path:
        return unstored(send_file(path, mimetype="application/json", conditional=True))


def _space_for_form(size_bytes: int) -> None:
    """Until it is kept, a form's file is on the disk twice."""
    here = house()
    with here.database.read() as db:
        check_room(db, here.storage, 2 * size_bytes, now=here.clock())


@blueprint.post("/desk/sessions/<session_id>/audio")
@staff_required
@body_up_to(FILE_MAX_BYTES + _FORM_BESIDE_FILE_BYTES, space=_space_for_form)
def add_audio(session_id: str) -> Response:
    """A file sent with the plain form; if it is refused, the form comes back and says why."""
    sent, form = request.files.get("audio"), request.form
    try:
        if sent is None or not sent.filename:
            raise InvalidInput(_NO_FILE, code="no_file")
        here = house()
        with here.database.read() as db:
            session_view(db, session_id)
            table_id = table_named(db, session_id, form.get("table"))
            refuse_unwanted(db, session_id, table_id)
        described = Sent(
            session_id=session_id,
            table_id=table_id,
            filename=sent.filename,
            started_at=beginning_said(form.get("began"), now=here.clock()),
            by=this_staff().staff_id,
            speakers=speakers_said(form.get("speakers")),
        )
        is_new = take_in(here, cast(BinaryIO, sent.stream), described).is_new
    except (InvalidInput, WrongMediaType, WithoutSound) as error:
        flash(error.tell, f"care {error.code}")
        return see_other(f"/sessions/{session_id}/add")
    flash(_TAKEN_IN if is_new else _HERE_ALREADY, "good added" if is_new else "good here_already")
    return see_other(f"/sessions/{session_id}/sound")
