"""The storage of the application that serves this request, and the response that plays a sound from it."""

from __future__ import annotations

from flask import Response, send_file
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.recordings import queries
from retreat.recordings.listening import heard_file
from retreat.recordings.ports import refuse_held_back
from retreat.recordings.storage import LocalStorage
from retreat.web.house import house


def storage() -> LocalStorage:
    """Where the sound of this application is stored."""
    return LocalStorage(house().storage)


def may_be_played(db: Session, recording_id: str, session_id: str | None = None) -> queries.RecordingView:
    """An audio recording whose sound and waveform may be sent; every request for either asks.

    Raises:
        NotFound: It does not exist, or belongs to another session.
        HeldBack: Somebody who speaks in it has since said no.
    """
    view = queries.recording_view(db, recording_id)
    if session_id is not None and view.session_id != session_id:
        raise NotFound()
    refuse_held_back(db, recording_id)
    return view


def sound_of(recording_id: str, session_id: str | None = None) -> Response:
    """The bytes that a browser can play."""
    here = house()
    with here.database.read() as db:
        view = may_be_played(db, recording_id, session_id)
    path, mime = heard_file(storage(), view)
    response = send_file(path, mimetype=mime, conditional=True, etag=f"{recording_id}-{path.stat().st_size}")
    response.headers["Accept-Ranges"] = "bytes"
    return unstored(response)


def unstored(response: Response) -> Response:
    """Browsers must not store it, because it may be withheld the next time."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
