"""Placing a sound on the one clock by ear: at one place in it, something is heard whose time is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError
from retreat.log.makings import made_in
from retreat.log.written import prompt_texts
from retreat.people.guard import right_required, this_staff
from retreat.programme.queries import session_view
from retreat.recordings.queries import RecordingView, name_of, recordings_of
from retreat.transcripts.asking import reader
from retreat.transcripts.beginning import is_assumed, move_beginning
from retreat.transcripts.reading import first_words
from retreat.transcripts.setting.beside import kind_said
from retreat.transcripts.spoken import sound_to_play
from retreat.web.house import house
from retreat.web.pages import page, see_other

_PLACE = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):(\d\d)(?:[.,](\d{1,3}))?", re.ASCII)
_NO_PLACE = "Please write the place in the sound as minutes and seconds, such as 12:05."
_NO_ANCHOR = "Please choose what is heard there."
_SOUND = "sound:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Something whose time is known, and which may be heard in a sound: a question read out, a note read aloud."""

    value: str
    at: datetime
    words: str


def add_routes(blueprint: Blueprint) -> None:
    """The page and its form."""
    path = "/sessions/<session_id>/recordings/<recording_id>/by-ear"
    blueprint.add_url_rule(path, "by_ear", right_required("works")(show))
    blueprint.add_url_rule(path, "place_by_ear", right_required("works")(place), methods=["POST"])


def show(session_id: str, recording_id: str) -> Response:
    """The sound, with what it may be placed by."""
    return _shown(session_id, recording_id)


def _shown(session_id: str, recording_id: str, refused: RetreatError | None = None) -> Response:
    here, reads, typed = house(), reader(), request.form.to_dict()

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            session = session_view(db, session_id)
            one, others = _sounds(db, session_id, recording_id)
            return {
                "session": session,
                "sound": one,
                "name": name_of(session, one),
                "seen": to_text(one.started_at),
                "is_assumed": is_assumed(session, one),
                "plays": sound_to_play(db, one.id),
                "known": known_moments(db, reads, session_id),
                "others": [(other.id, name_of(session, other), sound_to_play(db, other.id)) for other in others],
            }

    status = refused.status if refused else 200
    return page("record/by_ear.html", status, staff=this_staff(), error=refused, typed=typed, **here.offload(gather))


def place(session_id: str, recording_id: str) -> Response:
    """Move the sound so that the place in it is at the moment that was chosen."""
    here, reads, form = house(), reader(), request.form.to_dict()

    def write(db: Session) -> str:
        began = began_by_ear(db, reads, session_id, recording_id, form)
        return move_beginning(
            db, session_id, recording_id, typed=to_text(began), seen=form.get("seen"), now=here.clock()
        )

    try:
        told = here.database.write(write)
    except (Conflict, InvalidInput) as refused:
        return _shown(session_id, recording_id, refused)
    flash(told, "good moved")
    return see_other(f"/sessions/{session_id}?show=time")


def began_by_ear(db: Session, reads: Reader, session_id: str, recording_id: str, form: dict[str, str]) -> datetime:
    """When a sound began, if what was chosen is heard at the place that was written.

    Raises:
        InvalidInput: A place is not one, or nothing was chosen that is still there.
        NotFound: The sound is not of this session.
    """
    _one, others = _sounds(db, session_id, recording_id)
    into = place_said(form.get("place"), "place")
    anchor = form.get("anchor", "")
    if anchor.startswith(_SOUND):
        other = next((one for one in others if one.id == anchor.removeprefix(_SOUND)), None)
        if other is not None:
            return other.started_at + place_said(form.get("other"), "other") - into
    found = next((one for one in known_moments(db, reads, session_id) if one.value == anchor), None)
    if found is None:
        raise InvalidInput(_NO_ANCHOR, code="no_anchor", fields={"anchor": "is missing"})
    return found.at - into


def place_said(text: str | None, field: str) -> timedelta:
    """A place in a sound as people type it: 12:05, 1:02:05 or 0:07.5.

    Raises:
        InvalidInput: It is not a place.
    """
    found = _PLACE.fullmatch((text or "").strip())
    if found is None or int(found[3]) > 59 or (found[1] and int(found[2]) > 59):
        raise InvalidInput(_NO_PLACE, code="no_place", fields={field: "must be minutes and seconds"})
    hours, minutes, seconds = int(found[1] or 0), int(found[2]), int(found[3])
    return timedelta(hours=hours, minutes=minutes, seconds=seconds, milliseconds=int((found[4] or "0").ljust(3, "0")))


def known_moments(db: Session, reads: Reader, session_id: str) -> list[Known]:
    """Steps, questions and what people made, in the order of the clock."""
    session, asked = session_view(db, session_id), prompt_texts(db, session_id)
    found = [
        Known(value=f"step:{one.id}", at=one.opened_at, words=f"Step opened: {one.step.title}")
        for one in session.rounds
        if one.opened_at
    ]
    found += [
        Known(value=f"prompt:{each.id}", at=each.asked_at, words=f"Question asked: {asked.get(each.id, '')}")
        for one in session.rounds
        for each in one.prompts
        if each.asked_at
    ]
    found += [
        Known(value=f"made:{one.id}", at=one.at, words=f"{kind_said(one)}: {first_words(one.text) or 'without words'}")
        for one in made_in(db, reads, session_id)
    ]
    return sorted(found, key=lambda one: one.at)


def _sounds(db: Session, session_id: str, recording_id: str) -> tuple[RecordingView, list[RecordingView]]:
    sounds = [one for one in recordings_of(db, session_id) if one.duration_s]
    found = next((one for one in sounds if one.id == recording_id), None)
    if found is None:
        raise NotFound()
    return found, [one for one in sounds if one.id != recording_id]
