"""A session plays again at any speed. Each moment has an address of its own: ``/sessions/<id>/replay?at=MS``."""

from __future__ import annotations

from flask import Blueprint, Response, request

from retreat.log.note_words import KIND_WORDS
from retreat.log.replay.story import story_of
from retreat.log.written import prompt_texts
from retreat.people.guard import staff_required, this_staff
from retreat.programme.queries import session_view
from retreat.programme.schemas import SessionView
from retreat.record.replay.laying import Heard, Laid, lay_out
from retreat.recordings.queries import name_of, recordings_of
from retreat.transcripts.asking import reader
from retreat.transcripts.spoken import sound_to_play
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import page

SPEEDS = (1, 2, 5, 10, 30, 60)


def add_routes(blueprint: Blueprint) -> None:
    """Its one address."""
    blueprint.add_url_rule("/sessions/<session_id>/replay", "replay", staff_required(replay))


def replay(session_id: str) -> Response:
    """Everything with its times; without scripts, the page shows the one moment that its address names."""
    here, reads = house(), reader()

    def gather() -> tuple[SessionView, Laid | None]:
        with here.database.read() as db:
            session = session_view(db, session_id)
            plays = [(one, sound_to_play(db, one.id)) for one in recordings_of(db, session_id) if one.duration_s]
            sounds = [
                Heard(
                    recording_id=found,
                    name=name_of(session, one),
                    started_at=one.started_at,
                    duration_s=one.duration_s or 0.0,
                )
                for one, found in plays
                if found is not None
            ]
            story = story_of(db, reads, session_id)
            return session, lay_out(story, session, prompt_texts(db, session_id), sounds, dict(KIND_WORDS))

    session, laid = here.offload(gather)
    asked = number(request.args.get("at", "0")) or 0
    at_ms = min(asked, laid.length_ms) if laid is not None else 0
    return page("record/replay.html", staff=this_staff(), session=session, laid=laid, at_ms=at_ms, speeds=SPEEDS)
