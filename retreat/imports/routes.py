"""The form that adds a transcript to the record, and its progress. Works without scripts."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from flask import Blueprint, Response, flash, jsonify, request

from retreat.errors import InvalidInput, RetreatError, WrongMediaType
from retreat.house import House
from retreat.imports import narratives, panel  # noqa: F401 - both register themselves
from retreat.imports.held import forget_file, give_up, let_in
from retreat.imports.operations import Brought, ask_for, ask_to_join, check_sound, dismiss, keep_file
from retreat.imports.reading import check_transcript
from retreat.imports.views import bringing, imports_of
from retreat.people.guard import staff_required, this_staff
from retreat.programme.queries import session_view
from retreat.programme.tables import table_named
from retreat.recordings.formats import HEAD_BYTES, is_sound
from retreat.recordings.held.brought import NotAgreed, refuse_words
from retreat.recordings.held.refusing import WithoutSound
from retreat.recordings.limits import check_space, label_of
from retreat.web.forms import body_up_to
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

FILE_MAX_BYTES = 32 * 1024**2
_FORM_BESIDE_FILE_BYTES = 1024**2
_NO_FILE = "Please choose a transcript first."
_TOO_LARGE = "This transcript is larger than 32 MB. Please cut it into parts and add them one by one."
_SOUND = "This is an audio file. Please add it as sound; a transcript is text."
_PERSON = "person"

blueprint = Blueprint("imports", __name__)


@blueprint.post("/desk/sessions/<session_id>/transcripts")
@staff_required
@body_up_to(FILE_MAX_BYTES + _FORM_BESIDE_FILE_BYTES)
def bring(session_id: str) -> Response:
    """A transcript sent with the form; faults appear beside their fields, and choices are kept."""
    here = house()
    with here.database.read() as db:
        session_view(db, session_id)
    try:
        filename = _keep(here, session_id)
    except (InvalidInput, WrongMediaType, NotAgreed, WithoutSound) as error:
        return _once_more(here, session_id, error)
    flash(
        f"The transcript from the file “{filename}” has arrived. It will be read as soon as the machine is free.",
        "good here",
    )
    return see_other(f"/sessions/{session_id}/sound")


def _keep(here: House, session_id: str) -> str:
    """Keep the file that was sent; its name comes back."""
    form, sent = request.form, request.files.get("transcript")
    if sent is None or not sent.filename:
        raise InvalidInput(_NO_FILE, code="no_file")
    recording_id = form.get("sound") or None
    with here.database.read() as db:
        table_id = table_named(db, session_id, form.get("of_table"))
        check_sound(db, session_id, recording_id)
        refuse_words(db, session_id, table_id, recording_id)
    content = sent.stream.read(FILE_MAX_BYTES + 1)
    if len(content) > FILE_MAX_BYTES:
        raise InvalidInput(_TOO_LARGE, code="too_large")
    if is_sound(content[:HEAD_BYTES]):
        raise WrongMediaType(_SOUND, code="is_sound")
    # Read here so that a mistake is reported at once; a worker reads it again and keeps the words.
    check_transcript(sent.filename, content)
    check_space(here.storage, len(content))
    brought = Brought(
        session_id=session_id,
        table_id=table_id,
        filename=label_of(sent.filename),
        sha256=cast(str, here.offload(partial(keep_file, here, content))),
        checked=form.get("written_by") == _PERSON,
        by=this_staff().staff_id,
    )
    now = here.clock()
    here.database.write(lambda db: ask_for(db, brought, recording_id=recording_id, now=now, ids=here.ids))
    return brought.filename or ""


def _once_more(here: House, session_id: str, error: RetreatError) -> Response:
    with here.database.read() as db:
        session = session_view(db, session_id)
        shown = bringing(db, session)
    is_of_table = "table" in error.fields or isinstance(error, NotAgreed | WithoutSound)
    fields = {"of_table": error.tell} if is_of_table else dict.fromkeys(error.fields, error.tell)
    return page(
        "record/bring.html",
        status=error.status,
        staff=this_staff(),
        session=session,
        bring=shown,
        chosen=request.form,
        errors=fields or {"transcript": error.tell},
        code=error.code,
    )


@blueprint.get("/sessions/<session_id>/imports")
@staff_required
def imports(session_id: str) -> Response:
    """How far each transcript that was brought has come."""
    here = house()
    with here.database.read() as db:
        session_view(db, session_id)
        told: list[dict[str, Any]] = [
            {"id": one.id, "state": one.state, "saying": one.saying, "transcript_id": one.transcript_id}
            for one in imports_of(db, session_id)
        ]
    return unkept(jsonify(imports=told))


@blueprint.post("/sessions/<session_id>/imports/<import_id>/dismiss")
@staff_required
def put_away(session_id: str, import_id: str) -> Response:
    """Dismiss one that could not be joined: it stays as it is, without a message."""
    here = house()
    here.database.write(lambda db: dismiss(db, session_id, import_id))
    return see_other(f"/sessions/{session_id}/sound")


@blueprint.post("/sessions/<session_id>/imports/<import_id>/decision")
@staff_required
def decide(session_id: str, import_id: str) -> Response:
    """A transcript that is held back is let in, by somebody who has looked through it, or deleted."""
    here, now, by, wish = house(), house().clock(), this_staff().staff_id, request.form.get("wish", "")
    if wish == "let_in":
        here.database.write(lambda db: let_in(db, session_id, import_id, by=by, now=now))
    elif wish == "delete":
        forget_file(here, here.database.write(lambda db: give_up(db, session_id, import_id, by=by, now=now)))
        flash("The transcript is deleted. Your own file is still where it was.", "good held_deleted")
    else:
        raise InvalidInput("Please choose what is to become of this transcript.", fields={"wish": "is not known"})
    return see_other(f"/sessions/{session_id}/sound")


@blueprint.post("/sessions/<session_id>/transcripts/<transcript_id>/sound")
@staff_required
def join(session_id: str, transcript_id: str) -> Response:
    """A transcript that is here already is to be joined to a sound that is here too."""
    here, recording_id, now, by = house(), request.form.get("sound") or "", house().clock(), this_staff().staff_id
    here.database.write(
        lambda db: ask_to_join(db, session_id, transcript_id, recording_id, by=by, now=now, ids=here.ids)
    )
    return see_other(f"/sessions/{session_id}/sound")
