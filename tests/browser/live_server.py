"""The house of a browser test's server, who is let in, and the sessions of the live room in every state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from facilitation import api, routes
from facilitation.activities.reading import ActivityTemplate
from facilitation.operations import open_session
from retreat.analysis import routes as analysis_routes
from retreat.clock import system_clock
from retreat.database import open_database
from retreat.database.writer import GroupWriter
from retreat.house import House
from retreat.ids import system_ids
from retreat.imports import routes as imports_routes
from retreat.imports.ingest import ingest
from retreat.people import routes as people_routes
from retreat.people.access import desk_of_token
from retreat.people.operations import facilitator_token
from retreat.pictures.reading import register_confined as register_drawing
from retreat.programme import routes as programme_routes
from retreat.record import routes as record_routes
from retreat.recordings import routes as recordings_routes
from retreat.search import routes as search_routes
from retreat.settings import load_settings
from retreat.speech import routes as speech_routes
from retreat.transcripts import routes as transcripts_routes
from retreat.transcripts.ports import Speech, register_strengths
from retreat.web.compress import install_compression
from retreat.web.pages import install_web
from tests.record.sound import wav
from tests.support.emptied import make_tables
from tests.support.planning import plan, sign_in
from transcription.children.confined import read_confined
from transcription.recognisers import strength

ROOT = Path(__file__).resolve().parents[2]
register_strengths(strength)
register_drawing(read_confined)


def make_house(folder: Path) -> House:
    """A house on an empty database in a folder of the test's own."""
    settings = load_settings({"RETREAT_DATA": str(folder), "HOST": "127.0.0.1"})
    database = open_database(sqlite_file=settings.sqlite_file)
    make_tables(database)
    database.use_writer(GroupWriter(database.engine))
    return House(
        settings=settings,
        database=database,
        clock=system_clock,
        ids=system_ids,
        storage=settings.storage,
        secret_key="for browser tests alone",
        nudge=lambda _session_id: None,  # the publisher polls; that it may be nudged only makes it quicker
        enqueue=lambda _recording_id: None,
        offload=lambda act: act(),
    )


def make_app(house: House) -> Flask:
    """The application, as the composition root puts it together."""
    app = Flask("app", root_path=str(ROOT))
    install_compression(app)
    install_web(app, house)
    below = people_routes, programme_routes, recordings_routes, transcripts_routes, search_routes, speech_routes
    for room in (api, routes, *below, imports_routes, analysis_routes, record_routes):
        app.register_blueprint(room.blueprint)
    return app


def let_in(house: House) -> dict[str, str]:
    """A facilitator who is signed in."""

    def write(db: Session) -> dict[str, str]:
        staff_id, token = sign_in(db, system_clock())
        return {"staff_id": staff_id, "sign_in": token}

    return house.database.write(write)


def make_session(
    house: House,
    activity: str | ActivityTemplate,
    *,
    state: str,
    tables: int = 0,
    event_id: str = "",
    timed: bool = False,
) -> dict[str, Any]:
    """A session: ``planned``, ``open`` without a round, or ``writing`` with its first round open."""

    def write(db: Session) -> dict[str, Any]:
        view = plan(db, system_clock, activity, tables=tables, event_id=event_id, untimed=not timed)
        token = facilitator_token(db, view.id, now=system_clock(), ids=system_ids)
        if state != "planned":
            seat = desk_of_token(db, token)
            open_session(db, seat, now=system_clock(), ids=system_ids, open_first_round=state == "writing")
        return {
            "id": view.id,
            "event": view.event_id,
            "letters": view.join_pass,
            "token": token,
            "rounds": [{"id": each.id, "version": each.version} for each in view.rounds],
            "prompts": [prompt.id for each in view.rounds for prompt in each.prompts],
        }

    return house.database.write(write)


def make_transcript(
    house: House, folder: Path, session_id: str, speech: Speech, *, table: str | None = None
) -> dict[str, str]:
    """A minute of sound, heard as it is scripted."""
    file = folder / f"{session_id}.wav"
    file.write_bytes(wav(60.0))
    added = ingest(house, file, session_id=session_id, table=table, speech=speech)
    return {"transcript": str(added["transcript_id"])}


def sessions(house: House, folder: Path) -> dict[str, Any]:
    """Sessions in every state, each of its own event but for those of two days."""
    day_one = make_session(house, "brainstorm", state="writing")
    first = make_session(house, "brainstorm", state="writing")
    return {
        "first_of_two": first,
        "second_of_two": make_session(house, "brainstorm", state="planned", event_id=first["event"]),
        "day_one": day_one,
        "day_two": make_session(house, "brainstorm", state="planned", event_id=day_one["event"]),
        "open_wall": make_session(house, "brainstorm", state="writing"),
        "waiting": make_session(house, "brainstorm", state="open", tables=2),
        "rock": make_session(house, "lifting_the_rock", state="open"),
        "plain": make_session(house, "lifting_the_rock", state="writing"),
        "changing": make_session(house, "lifting_the_rock", state="writing"),
        "two_phones": make_session(house, "brainstorm", state="writing"),
        "planned": make_session(house, "brainstorm", state="planned"),
        "crowd": make_session(house, "brainstorm", state="writing"),
        "away": make_session(house, "brainstorm", state="writing"),
        "dotted": make_session(house, "brainstorm", state="writing"),
        "flood": make_session(house, "brainstorm", state="writing"),
        "ending": make_session(house, "brainstorm", state="writing"),
        "closing": make_session(house, "brainstorm", state="writing"),
        "between": make_session(house, "lifting_the_rock", state="writing"),
        "tables": make_session(house, "brainstorm", state="writing", tables=2),
        "mixed": make_session(house, "brainstorm", state="writing", tables=2),
        "tables_plain": make_session(house, "brainstorm", state="writing", tables=2),
        "counted": make_session(house, "lifting_the_rock", state="writing", timed=True),
        "looks": make_session(house, "lifting_the_rock", state="writing", tables=3),
    }
