"""The record's rooms on a real database: a house, its application, somebody signed in, a talk that was heard."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

from flask import Flask
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import retreat.export.routes
import retreat.imports.routes
import retreat.people.routes
import retreat.record.routes
import retreat.recordings.routes
import retreat.search.routes
import retreat.speech.routes
import retreat.transcripts.routes
from retreat.consent.operations import record_answers
from retreat.database import Database
from retreat.house import House
from retreat.ids import system_ids
from retreat.imports.ingest import ingest
from retreat.imports.reading import register_confined
from retreat.people.accounts import start_sign_in
from retreat.people.guard import COOKIE
from retreat.people.members import make_member
from retreat.people.models import Staff
from retreat.pictures.reading import register_confined as register_drawing
from retreat.programme.queries import programme_of_session
from retreat.settings import load_settings
from retreat.transcripts.editing.operations import Who
from retreat.transcripts.models import RecordedSpeaker
from retreat.transcripts.ports import Matrix, register_matching, register_strengths
from retreat.transcripts.speakers.operations import match_voice
from retreat.transcripts.speakers.state import SeenVoices, state_of
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from retreat.web.pages import install_web
from tests.people.pages import ROOT, Browser
from tests.record.bench import SOUND_YES, STAFF
from tests.record.scripted_speech import ScriptedSpeech, meaning
from tests.record.sound import wav
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.meeting import Meeting, Person
from tests.support.planning import sign_in
from transcription.children.confined import read_confined
from transcription.recognisers import strength
from transcription.text import matching

T = TypeVar("T")

register_matching(matching)
register_confined(read_confined)
register_drawing(read_confined)
register_strengths(strength)


class Meaning:
    """What a search means, by shared words."""

    def embed(self, texts: list[str]) -> Matrix:
        """See ``meaning``."""
        return meaning(texts)


def make_house(database: Database, clock: HandClock, folder: Path) -> House:
    """A house in a folder."""
    return House(
        settings=load_settings({"RETREAT_DATA": str(folder)}),
        database=database,
        clock=clock,
        ids=system_ids,
        storage=folder / "audio",
        secret_key="a secret of the tests",
        nudge=lambda _session_id: None,
        enqueue=lambda _recording_id: None,
        offload=outside,
    )


def make_app(house: House) -> Flask:
    """The rooms that sound and its record need. Joining them takes as long as many a test: that is done once."""
    app = copy(_rooms())
    app.config = copy(app.config)
    app.extensions = app.extensions | {"retreat": house}
    app.secret_key = house.secret_key
    return app


@cache
def _rooms() -> Flask:
    """The application of nobody's house, which answers no request itself."""
    app = Flask("retreat_sound", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    install_web(app, SimpleNamespace(secret_key=None, settings=SimpleNamespace(rehearsal="")))  # type: ignore[arg-type]
    above = retreat.transcripts.routes, retreat.search.routes, retreat.speech.routes, retreat.imports.routes
    for room in (
        retreat.people.routes,
        retreat.recordings.routes,
        *above,
        retreat.export.routes,
        retreat.record.routes,
    ):
        app.register_blueprint(room.blueprint)
    return app


def outside(act: Callable[[], T]) -> T:
    """Run without the request, as the pool of the server does, but at once."""
    return Context().run(act)


def elsewhere(act: Callable[[], T]) -> T:
    """Long reads run in another thread, as they do in the product."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()


def signed_in(house: House) -> Browser:
    """A facilitator's browser; search knows meaning, long reads run elsewhere."""
    browser = Browser(make_app(replace(house, offload=elsewhere, meaning=Meaning())))
    let_in(browser, house)
    return browser


def let_in(browser: Browser, house: House) -> None:
    """By a sign-in that is kept already: what a password costs is for the tests of signing in."""
    _id, token = house.database.write(lambda db: sign_in(db, house.clock()))
    browser.client.set_cookie(COOKIE, token)


def browser_of(app: Flask, token: str) -> Browser:
    """The browser of somebody who is signed in."""
    browser = Browser(app)
    browser.client.set_cookie(COOKIE, token)
    return browser


def signed_in_as(house: House, meeting: Meeting, role: str) -> str:
    """Somebody with a role in the programme of a session, called as their role; what their browser keeps."""
    now = house.clock()

    def come(db: Session) -> str:
        db.add(Staff(id=role, name=role, email=role, password_hash="-", role="researcher", created_at=now))
        db.flush()
        programme_id = programme_of_session(db, meeting.session_id)
        assert programme_id
        make_member(db, programme_id, role, role, now=now)
        return start_sign_in(db, staff_id=role, now=now, ids=house.ids)

    return house.database.write(come)


def send_sound(
    browser: Browser, session_id: str, content: bytes, name: str = "talk.wav", **fields: str
) -> TestResponse:
    """Fill in the form of the record's page for a file with sound."""
    token = token_of(browser.open(f"/sessions/{session_id}").text)
    form = {"csrf_token": token, "audio": (io.BytesIO(content), name)} | fields
    return browser.post(f"/desk/sessions/{session_id}/audio", data=form, content_type="multipart/form-data")


@dataclass(frozen=True, slots=True)
class HeardTalk:
    """A talk that was worked on."""

    recording_id: str
    transcript_id: str


def hear(house: House, meeting: Meeting, folder: Path, speech: ScriptedSpeech) -> HeardTalk:
    """A minute of sound, worked on as a whole."""
    file = folder / "talk.wav"
    file.write_bytes(wav(60.0))
    added = ingest(house, file, session_id=meeting.session_id, table=None, speech=speech)
    return HeardTalk(recording_id=str(added["recording_id"]), transcript_id=str(added["transcript_id"]))


def say_no(house: House, person: Person, purpose: str) -> None:
    """Somebody takes their agreement back."""
    answer(house, person, **{purpose: False})


def answer(house: House, person: Person, **answers: object) -> None:
    """Somebody answers, or changes their mind."""
    house.database.write(
        lambda db: record_answers(
            db,
            participant_id=person.seat.id,
            answers=answers,
            how="form",
            now=house.clock(),
            ids=house.ids,
        )
    )


def match_to_one_who_said_no(house: House, meeting: Meeting, label: str) -> None:
    """One voice is matched to Bea, who then says that no machine may have written down what she said."""
    _matched_to_one_who_said_no(house, meeting, RecordedSpeaker.label == label)


def all_words_are_of_one_who_said_no(house: House, meeting: Meeting) -> None:
    """Every voice is matched to Bea, who wants no machine to have written down what she said."""
    _matched_to_one_who_said_no(house, meeting, true())


def _matched_to_one_who_said_no(house: House, meeting: Meeting, which: ColumnElement[bool]) -> None:
    """Bea agrees to sound, is matched at the bench of every transcript that is read, and then says no."""
    bea = meeting.join("Bea", consents=SOUND_YES)
    with house.database.read() as db:
        rows = db.execute(
            select(RecordedSpeaker.transcript_id, RecordedSpeaker.label)
            .join(TranscriptVersion, TranscriptVersion.id == RecordedSpeaker.transcript_id)
            .where(TranscriptVersion.session_id == meeting.session_id, TranscriptVersion.state == CURRENT, which)
        ).all()
    assert rows, "nobody was heard"
    for transcript_id, label in rows:
        match(house, meeting, transcript_id, label, bea)
    say_no(house, bea, "machine_transcription")


def match(house: House, meeting: Meeting, transcript_id: str, label: str, person: Person | None) -> None:
    """Somebody of the team says at the bench whose voice it is; None if nobody knows any more."""
    who = Who(by="ellen", reader=STAFF, now=house.clock(), ids=house.ids)

    def act(db: Session) -> None:
        seen = SeenVoices(session_id=meeting.session_id, transcript_id=transcript_id, seen=state_of(db, transcript_id))
        match_voice(db, seen, label, person and person.seat.id, who)

    house.database.write(act)
