"""The pages of a transcript's levels: read, written otherwise, carried away as plain text. Plain forms."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, make_response, request
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError
from retreat.people.guard import staff_required, this_staff
from retreat.people.noting import noted_as
from retreat.programme.queries import session_view
from retreat.transcripts import reading
from retreat.transcripts.asking import reader
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
from retreat.transcripts.models import TranscriptVersion
from retreat.transcripts.phrases import sound_time, voices
from retreat.transcripts.spoken import sound_to_play
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

_KEPT_AT_ONCE = 200


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
    """One page of a transcript at one level; ``edit`` opens the form of one turn or passage."""
    return _shown(session_id, editing=number(request.args.get("edit")))


def _shown(
    session_id: str,
    *,
    status: int = 200,
    editing: int | None = None,
    typed: str | None = None,
    error: RetreatError | None = None,
) -> Response:
    # A long read leaves the request: what was asked is taken along.
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
    """Keep what was written, let the machine make one anew, or keep all that it makes now."""
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
    written = Written(item=_whole(form.get("item")), number=_whole(form.get("number")), text=form.get("text", ""))
    by = None if form.get("act") == "anew" else this_staff().staff_id
    try:
        here.database.write(lambda db: _write(db, transcript_id, asked["level"], written, by))
    except (Conflict, InvalidInput) as error:
        return _shown(session_id, status=error.status, editing=written.item, typed=form.get("text"), error=error)
    flash("It is saved. The version before is kept too.", "good")
    return see_other(f"{back}#item-{written.item}")


def _write(db: Session, transcript_id: str, level: str, written: Written, by: str | None) -> None:
    row = db.get_one(TranscriptVersion, transcript_id)
    write_wording(db, reader(), row, level, written, by=by, now=house().clock())


def _keep_all(transcript_id: str) -> int:
    """Read page by page, written some turns at a time, so that notes never wait."""
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
        raise InvalidInput("That form was not whole. Please reload the page and try again.", code="form_not_whole")
    return int(text)


def level_text(session_id: str) -> Response:
    """The whole transcript at one level, as a plain text with its cover."""
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
