"""The real base beside tiny.en on a few seconds of speech: what it hears stands beside the turn, no word changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import SpeechRoom
from retreat.database import Database
from retreat.house import House
from retreat.recordings.operations import WholeFile, keep_file
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.speech.again import operations as rerun
from retreat.speech.again.choosing import named
from retreat.speech.again.second_opinion import ask_opinion
from retreat.speech.work.worker import Worker
from retreat.transcripts.models import RecordedTurn, RecordedWord, TurnOpinion
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.needs import shared_file
from tests.support.rooms import make_house
from transcription.recognisers.known import KNOWN
from transcription.weights import PACKAGED, ModelStore

pytestmark = pytest.mark.models


@pytest.fixture
def house(sqlite_database: Database, clock: HandClock, tmp_path: Path, models: ModelStore) -> House:
    """A house whose recogniser is the weaker one."""
    made = make_house(sqlite_database, clock, tmp_path)
    return replace(made, settings=replace(made.settings, models=models.folder, whisper_model="tiny.en"))


@pytest.fixture
def worker(house: House) -> Iterator[Worker]:
    """A worker with the real speech room."""
    speech = SpeechRoom(house.settings)
    yield Worker(house, speech, threading.Event())
    speech.close()


def _add(house: House, session_id: str, source: Path) -> None:
    recording_id = house.ids()
    kept = LocalStorage(house.storage).save(file_name(recording_id), [source.read_bytes()])
    file = WholeFile(
        recording_id=recording_id,
        session_id=session_id,
        table_id=None,
        filename=source.name,
        mime="audio/flac",
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
    )
    house.database.write(lambda db: keep_file(db, file, now=house.clock(), wake=lambda _id: None))


def test_a_president_when_another_model_listens_to_the_turn_that_is_doubted_then_both_are_told_and_no_word_changes(
    house: House, worker: Worker, clock: HandClock
) -> None:
    session_id = Meeting.open(house.database, clock).session_id
    _add(house, session_id, shared_file("audio", "jfk_inaugural.flac"))
    assert worker.work_next()

    def doubt(db: Any) -> str:
        db.scalars(select(RecordedTurn).order_by(RecordedTurn.n)).first().flags = ["low_confidence"]
        return str(db.scalars(select(TranscriptVersion.id)).one())

    transcript_id = house.database.write(doubt)
    before = _words(house)
    asked = rerun.Asked(
        session_id=session_id,
        transcript_id=transcript_id,
        kind=rerun.OPINION,
        start_ms=None,
        end_ms=None,
        options={"model": "base"},
        by="ada",
    )
    parts = {"now": clock(), "ids": house.ids, "wake": lambda _id: None}
    house.database.write(lambda db: ask_opinion(db, asked, models=named(["tiny.en", "base"]), **parts))

    assert worker.work_next()

    with house.database.read() as db:
        (opinion,) = db.scalars(select(TurnOpinion)).all()
        job = db.scalars(select(SpeechRerun)).one()
    assert (job.state, opinion.model, opinion.rerun_id) == ("ready", "base", job.id)
    assert opinion.model_digest == PACKAGED["base"][0].sha256 and opinion.versions["faster-whisper"]
    assert opinion.versions["parameters"] == str(KNOWN["base"].parameters), "so that it stays known how strong it is"
    assert opinion.agrees or "country" in " ".join(opinion.words).lower()
    assert _words(house) == before and len(before) > 15

    for kind in (rerun.CHECKS, rerun.PASSAGES, rerun.GROUPINGS):
        again = replace(asked, kind=kind, options={})
        house.database.write(lambda db, again=again: rerun.ask(db, again, **parts))
        assert worker.work_next()
    with house.database.read() as db:
        assert set(db.scalars(select(SpeechRerun.state))) == {"ready"}
        flags = db.scalars(select(RecordedTurn.flags)).all()
    assert all("low_confidence" not in one for one in flags), "as the model was sure of it"
    assert _words(house) == before


def _words(house: House) -> list[tuple[int, str]]:
    with house.database.read() as db:
        rows = db.execute(select(RecordedWord.n, RecordedWord.text).order_by(RecordedWord.n))
        return [(n, text) for n, text in rows]
