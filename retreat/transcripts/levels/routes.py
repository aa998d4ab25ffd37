"""The pages of a transcript's levels: reading, rewording, downloading as plain text. Plain forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, make_response, request
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError
from retreat.people.guard import staff_required, this_staff
from retreat.people.noting import noted_as
from retreat.programme.queries import session_view
from retreat.transcripts import reading
from retreat.transcripts.anchors.spans import words_named
from retreat.transcripts.asking import reader
from retreat.transcripts.levels import gists
from retreat.transcripts.levels.pages import level_page, plain_text
from retreat.transcripts.levels.wordings import (
    FULL,
    GIST,
    INTELLIGENT,
    LEVELS,
    WORDING_MAX_CHARS,
    Written,
    keep_machine_made,
    machine_made,
    write_wording,
)
from retreat.transcripts.phrases import sound_time, voices
from retreat.transcripts.spoken import sound_to_play
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

_KEPT_AT_ONCE = 200
_NOT_WHOLE = "Part of the form was missing. Please reload the page and try again."


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    path = "/sessions/<session_id>/levels"
    blueprint.add_url_rule(path, "levels", staff_required(levels))
    blueprint.add_url_rule(path, "write_level", staff_required(write_level), methods=["POST"])
    blueprint.add_url_rule(f"{path}/text", "level_text", staff_required(noted_as("exported")(level_text)))


def _asked() -> dict[str, Any]:
    level = request.values.get("level", FULL)
    if level not in LEVELS:
        raise NotFound("There is no such level.")
    return {
        "level": level,
        "notation": level == FULL and request.values.get("notation") == "1",
        "page": number(request.values.get("page")) or 1,
    }


def _transcript(db: Session, session_id: str, wanted: str | None) -> TranscriptVersion:
    row = next((one for one in reading.transcripts_of(db, session_id) if wanted in (one.id, None)), None)
    if row is None:
        raise NotFound()
    return row


def levels(session_id: str) -> Response:
    """One page of a transcript at one level; ``edit`` opens the form of one turn, or of the gist of some words."""
    return _shown(session_id, editing=request.args.get("edit"))


def _shown(
    session_id: str,
    *,
    status: int = 200,
    editing: str | None = None,
    typed: str | None = None,
    error: RetreatError | None = None,
) -> Response:
    # A long read runs outside the request, so take the query along.
    here, reads, asked, wanted = house(), reader(), _asked(), request.values.get("transcript")

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            session = session_view(db, session_id)
            row = _transcript(db, session_id, wanted)
            return {
                "session": session,
                "transcript": row,
                "plays": sound_to_play(db, row.recording_id),
                "tables": {table.id: table.name for table in session.tables},
                "versions": reading.transcripts_of(db, session_id),
                **level_page(db, reads, row, **asked),
            }

    shown: dict[str, Any] = {
        "levels": LEVELS,
        "level": asked["level"],
        "notation": asked["notation"],
        "editing": editing,
        "typed": typed,
        "error": error,
        "max_chars": WORDING_MAX_CHARS,
        "sound_time": sound_time,
        "voices": voices,
    }
    return page("record/level.html", status, staff=this_staff(), **shown, **here.offload(gather))


def write_level(session_id: str) -> Response:
    """Store what was written, let the machine make a new one, or store everything that it makes now."""
    here, asked, form = house(), _asked(), request.form
    with here.database.read() as db:
        transcript_id = _transcript(db, session_id, form.get("transcript")).id
    back = f"/sessions/{session_id}/levels?transcript={transcript_id}&level={asked['level']}&page={asked['page']}"
    if form.get("act") == "keep_all":
        if asked["level"] != INTELLIGENT:
            raise InvalidInput("Only the tidied words are kept all at once.")
        kept = _keep_all(transcript_id)
        flash(
            f"{kept} tidied {'turn is' if kept == 1 else 'turns are'} kept. What people wrote stays as it is.", "good"
        )
        return see_other(back)
    by = None if form.get("act") == "anew" else this_staff().staff_id
    write = _writing_gist(form, by) if asked["level"] == GIST else _writing_turn(form, by)
    try:
        here.database.write(lambda db: write(db, db.get_one(TranscriptVersion, transcript_id)))
    except (Conflict, InvalidInput) as error:
        return _shown(session_id, status=error.status, editing=form.get("item"), typed=form.get("text"), error=error)
    flash("Saved. The previous version is kept too.", "good")
    return see_other(f"{back}#item-{form.get('item')}")


Write = Callable[[Session, TranscriptVersion], None]


def _writing_turn(form: Mapping[str, str], by: str | None) -> Write:
    written = Written(item=_whole(form.get("item")), number=_whole(form.get("number")), text=form.get("text", ""))
    reads, now = reader(), house().clock()
    return lambda db, row: write_wording(db, reads, row, written, by=by, now=now)


def _writing_gist(form: Mapping[str, str], by: str | None) -> Write:
    words = words_named(form.get("item"))
    if words is None:
        raise InvalidInput(_NOT_WHOLE, code="form_not_whole")
    written = gists.Written(words=words, number=_whole(form.get("number")), text=form.get("text", ""))
    reads, now, ids = reader(), house().clock(), house().ids
    return lambda db, row: gists.write_gist(db, reads, row, written, by=by, now=now, ids=ids)


def _keep_all(transcript_id: str) -> int:
    """Read page by page and write some turns at a time, so that notes never wait."""
    here, reads = house(), reader()
    kept, at, pages = 0, 1, 1
    while at <= pages:
        with here.database.read() as db:
            read = reading.read_transcript(db, reads, db.get_one(TranscriptVersion, transcript_id), at)
            made = machine_made(db, read)
        pages, at = read.pages, at + 1
        for start in range(0, len(made), _KEPT_AT_ONCE):
            keep = partial(keep_machine_made, transcript_id=transcript_id, made=made[start : start + _KEPT_AT_ONCE])
            kept += here.database.write(partial(keep, now=here.clock()))
    return kept


def _whole(text: str | None) -> int:
    if text is None or not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise InvalidInput(_NOT_WHOLE, code="form_not_whole")
    return int(text)


def level_text(session_id: str) -> Response:
    """The whole transcript at one level, as plain text with its cover."""
    here, reads, asked, wanted = house(), reader(), _asked(), request.values.get("transcript")

    def gather() -> str:
        with here.database.read() as db:
            session_view(db, session_id)
            row = _transcript(db, session_id, wanted)
            return plain_text(db, reads, row, level=asked["level"], notation=asked["notation"])

    response = make_response(here.offload(gather))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    name = {FULL: "full-verbatim", INTELLIGENT: "intelligent-verbatim", GIST: "gist"}[asked["level"]]
    response.headers["Content-Disposition"] = f'attachment; filename="transcript-{name}.txt"'
    return unkept(response)
