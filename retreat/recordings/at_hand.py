"""The storage of the application that serves the present request, and the answer that plays a sound out of it."""

from __future__ import annotations

from flask import Response, send_file

from retreat.errors import NotFound
from retreat.recordings import queries
from retreat.recordings.listening import heard_file
from retreat.recordings.storage import LocalStorage
from retreat.web.house import house


def storage() -> LocalStorage:
    """Where the sound of this application lies."""
    return LocalStorage(house().storage)


def sound_of(recording_id: str, session_id: str | None = None) -> Response:
    """The bytes that a browser can play."""
    here = house()
    with here.database.read() as db:
        view = queries.recording_view(db, recording_id)
    if session_id is not None and view.session_id != session_id:
        raise NotFound()
    path, mime = heard_file(storage(), view)
    response = send_file(path, mimetype=mime, conditional=True, etag=f"{recording_id}-{path.stat().st_size}")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Accept-Ranges"] = "bytes"
    return response
