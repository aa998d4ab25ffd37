"""The worker: from an audio file to a record that is found, whatever happens on the way."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from retreat.consent.gate import Owner
from retreat.errors import RetreatError
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.jobs import leases, workers
from retreat.jobs.messenger import open_messenger
from retreat.recordings.models import AudioRecording
from retreat.recordings.operations import try_again
from retreat.search.models import Passage, PassageVector
from retreat.search.passages import search_record
from retreat.search.vectors import Vectors
from retreat.speech.work.worker import Worker, work_loop
from retreat.transcripts.models import RecordedWord
from retreat.transcripts.versions.models import CURRENT, SUPERSEDED, TranscriptVersion
from tests.record.scripted_speech import TALK, ScriptedSpeech, meaning
from tests.record.sound import wav
from tests.record.working import Broken, found, row_of, waiting, work
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.server import until
from transcription.errors import EngineFailed, UnreadableAudio


@pytest.mark.both_engines
def test_a_waiting_file_when_worked_on_then_it_is_ready_and_found_and_plays_from_the_word(
    house: House, meeting: Meeting, speech: ScriptedSpeech
) -> None:
    recording_id = waiting(house, meeting)

    work(house, speech, recording_id)

    row = row_of(house, recording_id)
    assert (row.state, row.stage, row.failures, row.partial) == ("ready", None, 0, None)
    with house.database.read() as db:
        (hit,) = search_record(db, "carers", reader=Owner(), vectors=Vectors(None), embed=meaning, limit=1)
        words = db.scalars(select(RecordedWord.text).order_by(RecordedWord.n)).all()
    assert hit.recording_id == recording_id and hit.start_ms == 0
    assert hit.play_ms == words.index("carers") * 500
    assert not (house.storage / "work" / recording_id).exists()


def test_silence_when_worked_on_then_the_transcript_is_empty_and_nothing_failed(house: House, meeting: Meeting) -> None:
    recording_id = waiting(house, meeting)

    work(house, ScriptedSpeech(""), recording_id)

    assert row_of(house, recording_id).state == "ready"
    with house.database.read() as db:
        assert db.scalar(select(func.count()).select_from(Passage)) == 0


def test_a_file_that_cannot_be_heard_when_worked_on_then_it_is_set_aside_at_once_with_its_reason(
    house: House, meeting: Meeting
) -> None:
    recording_id = waiting(house, meeting)

    work(house, Broken(UnreadableAudio("This file breaks the decoder.")), recording_id)

    row = row_of(house, recording_id)
    assert (row.state, row.reason, row.lease_owner) == ("set_aside", "This file breaks the decoder.", None)


@pytest.mark.parametrize("error", [EngineFailed("The engine broke down."), ZeroDivisionError("private words")])
def test_trouble_that_may_pass_when_it_comes_three_times_then_the_file_is_set_aside(
    house: House, meeting: Meeting, clock: HandClock, error: Exception
) -> None:
    recording_id = waiting(house, meeting)
    states = []
    for _ in range(3):
        work(house, Broken(error), recording_id)
        states.append(row_of(house, recording_id).state)
        clock.forward(minutes=30)

    assert states == ["sealed", "sealed", "set_aside"]
    assert "private" not in (row_of(house, recording_id).reason or "")
    house.database.write(lambda db: try_again(db, recording_id, wake=lambda _id: None))
    work(house, ScriptedSpeech(TALK), recording_id)
    assert row_of(house, recording_id).state == "ready"


@pytest.mark.both_engines
def test_a_slow_worker_when_another_has_finished_then_only_the_others_words_are_kept(
    house: House, meeting: Meeting, clock: HandClock
) -> None:
    recording_id = waiting(house, meeting)

    def meanwhile() -> None:
        clock.forward(minutes=5)
        work(house, ScriptedSpeech(TALK), recording_id)

    work(house, ScriptedSpeech("Eve: Words of the late one about zebras and giraffes.", meanwhile), recording_id)

    assert row_of(house, recording_id).state == "ready"
    assert found(house, "zebras") == [] and len(found(house, "carers")) == 1


@pytest.mark.both_engines
def test_a_file_worked_on_again_when_ready_then_the_earlier_transcript_is_kept_but_not_found(
    house: House, meeting: Meeting
) -> None:
    recording_id = waiting(house, meeting)
    work(house, ScriptedSpeech(TALK), recording_id)

    house.database.write(lambda db: try_again(db, recording_id, wake=lambda _id: None))
    work(house, ScriptedSpeech("Ana: Entirely other words about the harbour and its boats."), recording_id)

    assert found(house, "carers") == [] and len(found(house, "harbour")) == 1
    with house.database.read() as db:
        states = db.scalars(select(TranscriptVersion.state).order_by(TranscriptVersion.attempt)).all()
    assert states == [SUPERSEDED, CURRENT]


@pytest.mark.both_engines
def test_a_worker_told_to_end_when_in_the_middle_then_its_work_waits_for_the_next(
    house: House, meeting: Meeting, speech: ScriptedSpeech
) -> None:
    recording_id, stop = waiting(house, meeting), threading.Event()
    speech.meanwhile = stop.set

    assert Worker(house, speech, stop).work_on(recording_id)

    row = row_of(house, recording_id)
    assert (row.state, row.lease_owner, row.failures) == ("sealed", None, 0)
    work(house, ScriptedSpeech(TALK), recording_id)


def test_a_loop_when_something_waits_then_it_finds_it_without_being_woken_and_leaves_no_trace(
    house: House, meeting: Meeting, speech: ScriptedSpeech
) -> None:
    recording_id, stop = waiting(house, meeting), threading.Event()
    agreed = dict.fromkeys(("attend", "notes_kept", "audio_recorded", "machine_transcription"), True)
    meeting.join("Ada", consents=agreed).note("The bus never came", share="everyone")
    thread = threading.Thread(target=work_loop, args=(house, speech, stop))
    thread.start()
    try:
        until(lambda: row_of(house, recording_id).state == "ready")
        until(lambda: not _without_meaning(house))
        with house.database.read() as db:
            live = workers.live_workers(db, now=house.clock(), folder=house.settings.data / "workers")
        assert len(live) == 1
    finally:
        stop.set()
        thread.join(10)

    assert not thread.is_alive()
    assert list((house.settings.data / "workers").iterdir()) == []
    with house.database.read() as db:
        assert workers.live_workers(db, now=house.clock(), folder=house.settings.data / "workers") == []


@pytest.mark.both_engines
def test_a_killed_worker_when_the_next_starts_then_its_work_is_taken_at_once(
    house: House, meeting: Meeting, speech: ScriptedSpeech
) -> None:
    recording_id, folder = waiting(house, meeting), house.settings.data / "workers"
    killed = Worker(house, speech, threading.Event())
    lock = workers.WorkerLock(folder, killed.id)
    taken = house.database.write(
        lambda db: leases.claim(
            db, AudioRecording, recording_id, owner=killed.id, now=house.clock(), wanted=AudioRecording.id.is_not(None)
        )
    )
    assert taken and not Worker(house, speech, threading.Event()).work_on(recording_id)
    lock.vanish()

    stop = threading.Event()
    thread = threading.Thread(target=work_loop, args=(house, speech, stop))
    thread.start()
    try:
        until(lambda: row_of(house, recording_id).state == "ready")
    finally:
        stop.set()
        thread.join(10)
    assert row_of(house, recording_id).attempt == 2


def test_a_message_when_sent_then_it_holds_an_id_and_nothing_else(house: House) -> None:
    messenger, heard = open_messenger(house.settings), []
    messenger.send("recording-1")

    assert b"recording-1" in (house.settings.data / "queue.db").read_bytes()
    assert messenger.take(heard.append) and not messenger.take(heard.append)
    assert heard == ["recording-1"]
    with pytest.raises(TypeError):
        messenger._huey.serializer.serialize(messenger._task.s({"words": "of somebody"}))
    messenger.close()


def test_an_audio_file_when_ingested_without_any_worker_then_it_is_searchable_on_return(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    file = tmp_path / "table.mp3"
    file.write_bytes(wav(2.0))

    told = ingest(house, file, session_id=meeting.session_id, table="3", speech=speech)
    again = ingest(house, file, session_id=meeting.session_id, table="3", speech=speech)

    assert told["passages"] == 1 and told["note"] is None
    assert again["recording_id"] == told["recording_id"] and speech.runs == 1
    assert len(found(house, "carers")) == 1
    assert row_of(house, told["recording_id"]).mime == "audio/wav"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.wav", b"", "empty"),
        ("page.wav", b"<html>no sound</html>", "not_sound"),
        ("words.txt", b"", "empty"),
        ("words.json", b"[1]", "no_transcript"),
        ("words.vtt", b"WEBVTT\n\nnothing here", "no_cues"),
        ("words.txt", b"RIFF\0\0\0\0nothing", "not_text"),
        ("missing.wav", None, "no_such_file"),
    ],
)
def test_a_bad_file_when_ingested_then_one_sentence_says_what_to_do(
    house: House, meeting: Meeting, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(RetreatError) as refused:
        ingest(house, file, session_id=meeting.session_id, table=None, speech=ScriptedSpeech())

    assert refused.value.code == code and "\n" not in refused.value.tell
    with pytest.raises(RetreatError) as nowhere:
        ingest(house, file, session_id="nowhere", table=None, speech=ScriptedSpeech())
    assert nowhere.value.code in {"no_such_session", "no_such_file", "empty"}


def _without_meaning(house: House) -> int:
    with house.database.read() as db:
        return db.scalar(
            select(func.count())
            .select_from(Passage)
            .outerjoin(PassageVector, PassageVector.number == Passage.number)
            .where(PassageVector.seq.is_(None))
        )
