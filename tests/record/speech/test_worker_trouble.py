"""Trouble that is not the sound's fault: nothing is set aside for it, and nothing and nobody waits for ever."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from retreat.errors import DiskFull, RetreatError, Unavailable
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.jobs import leases, workers
from retreat.jobs.models import WorkerBeat
from retreat.recordings import waiting as queue
from retreat.recordings.models import RECEIVING, AudioRecording
from retreat.speech.work import progress
from retreat.speech.work.stages import TOO_LONG
from retreat.speech.work.worker import Worker, work_loop
from retreat.transcripts.ports import Heard
from retreat.transcripts.versions.models import SpeechRerun
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.sound import wav
from tests.record.working import Broken, row_of, waiting, work
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.server import until
from transcription.errors import EngineFailed


class Away:
    """A database that can't be written for a while."""

    def __init__(self, house: House, error: RetreatError) -> None:
        self._database, self._writer, self._error = house.database, house.database._writer, error

    def submit(self, _fn: Any) -> Any:
        raise self._error

    def close(self) -> None:
        """Nothing is kept open."""

    def leave(self) -> None:
        self._database.use_writer(self)

    def come_back(self) -> None:
        self._database.use_writer(self._writer)


class Notes(ScriptedSpeech):
    """Reports once while the database is away."""

    def __init__(self, away: Away) -> None:
        super().__init__(TALK)
        self.away = away

    def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
        self.away.leave()
        try:
            report(Heard(stage="words", done=0.2))
        finally:
            self.away.come_back()
        return super().transcribe(path, work=work, options=options, report=report)


def test_a_database_that_is_away_when_progress_is_noted_then_the_work_goes_on(house: House, meeting: Meeting) -> None:
    recording_id = waiting(house, meeting)

    work(house, Notes(Away(house, Unavailable())), recording_id)

    row = row_of(house, recording_id)
    assert (row.state, row.failures, row.attempt) == ("ready", 0, 1)


def test_a_full_disk_when_progress_is_noted_then_it_waits_for_room(house: House, meeting: Meeting) -> None:
    recording_id = waiting(house, meeting)

    work(house, Notes(Away(house, DiskFull())), recording_id)

    row = row_of(house, recording_id)
    assert (row.state, row.failures) == ("sealed", 0) and "free some space" in (row.reason or "")


@pytest.mark.both_engines
def test_a_database_that_is_away_when_work_ends_then_nothing_counts_as_failed_and_it_is_tried_again(
    house: House, meeting: Meeting, clock: HandClock
) -> None:
    recording_id = waiting(house, meeting)

    for _ in range(leases.FAILURES_MAX + 1):
        work(house, Broken(Unavailable()), recording_id)
        row = row_of(house, recording_id)
        assert (row.state, row.failures, row.lease_owner) == ("sealed", 0, None)
        assert row.retry_after and row.retry_after > clock()
        clock.forward(minutes=2)

    work(house, ScriptedSpeech(TALK), recording_id)
    assert row_of(house, recording_id).state == "ready"


def test_a_command_that_is_stopped_by_hand_when_in_the_middle_then_its_work_is_free_at_once(
    house: House, meeting: Meeting
) -> None:
    recording_id = waiting(house, meeting)

    with pytest.raises(KeyboardInterrupt):
        work(house, Broken(KeyboardInterrupt()), recording_id)  # type: ignore[arg-type]

    row = row_of(house, recording_id)
    assert (row.state, row.lease_owner, row.failures) == ("sealed", None, 0)


class Hanging(ScriptedSpeech):
    """Says one thing, then nothing until its helpers are ended."""

    def __init__(self) -> None:
        super().__init__(TALK)
        self.began, self.ended = threading.Event(), threading.Event()

    def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
        report(Heard(stage="words", done=0.2))
        self.began.set()
        assert self.ended.wait(20)
        raise EngineFailed("The words child ended unexpectedly.")

    def close(self) -> None:
        self.ended.set()


def test_a_helper_that_hangs_when_silent_for_an_hour_then_it_is_ended_and_the_queue_goes_on(
    house: House, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording_id, speech = waiting(house, meeting), Hanging()
    worker = Worker(house, speech, threading.Event())
    working = threading.Thread(target=worker.work_on, args=(recording_id,))
    working.start()
    assert speech.began.wait(20)
    worker.keep_lease()
    assert not speech.ended.is_set()

    monkeypatch.setattr(progress, "HANGS_FOR_S", 0.0, raising=False)
    worker.keep_lease()
    was_ended = speech.ended.is_set()
    working.join(30)

    row = row_of(house, recording_id)
    assert was_ended and (row.state, row.failures, row.lease_owner) == ("sealed", 1, None)


class SlowToMeasure(ScriptedSpeech):
    """Takes for ever to say how long a file is."""

    def __init__(self) -> None:
        super().__init__(TALK)
        self.asked, self.told = threading.Event(), threading.Event()

    def length_s(self, source: Path) -> float | None:
        self.asked.set()
        self.told.wait(30)
        return None


def test_a_file_that_is_slow_to_measure_when_a_worker_looks_then_it_still_shows_that_it_lives(
    house: House, meeting: Meeting, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "BEAT", timedelta(seconds=0.05))
    held = waiting(house, meeting)
    house.database.write(lambda db: queue.pause(db, held))
    speech, stop = SlowToMeasure(), threading.Event()
    thread = threading.Thread(target=work_loop, args=(house, speech, stop))
    thread.start()
    try:
        assert speech.asked.wait(20)
        clock.forward(seconds=10)

        def seen() -> bool:
            with house.database.read() as db:
                return [row.seen_at for row in db.query(WorkerBeat)] == [clock()]

        until(seen)
    finally:
        speech.told.set()
        stop.set()
        thread.join(20)
    assert not thread.is_alive()


def test_a_sound_that_is_too_long_when_decoded_then_it_is_refused_before_it_is_heard(
    house: House, meeting: Meeting
) -> None:
    recording_id, heard = waiting(house, meeting), []

    class Long(ScriptedSpeech):
        def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
            report(Heard(stage="decode", done=1.0, length_s=6 * 3600 + 1))
            heard.append("words")

    work(house, Long(), recording_id)

    row = row_of(house, recording_id)
    assert (row.state, row.reason) == ("set_aside", TOO_LONG)
    assert heard == []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of two seconds."""
    sound = tmp_path / "table.wav"
    sound.write_bytes(wav(2.0))
    return sound


def test_a_file_that_somebody_paused_when_ingested_again_then_one_sentence_says_so(
    house: House, meeting: Meeting, file: Path
) -> None:
    class PausedMeanwhile(ScriptedSpeech):
        def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
            house.database.write(lambda db: queue.pause(db, path.name))
            report(Heard(stage="words", done=0.5))
            raise AssertionError("it goes on although it is paused")

    for _ in range(2):
        with pytest.raises(RetreatError, match="paused"):
            ingest(house, file, session_id=meeting.session_id, table=None, speech=PausedMeanwhile())


def test_a_transcript_for_a_sound_that_is_still_being_recorded_when_ingested_then_one_sentence_says_so(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    recording_id = waiting(house, meeting)
    house.database.write(
        lambda db: db.execute(update(AudioRecording).where(AudioRecording.id == recording_id).values(state=RECEIVING))
    )
    words = tmp_path / "words.txt"
    words.write_text(TALK)

    with pytest.raises(RetreatError, match="still being recorded"):
        ingest(house, words, session_id=meeting.session_id, table=None, speech=ScriptedSpeech(TALK), sound=recording_id)


@pytest.mark.both_engines
def test_a_worker_that_was_killed_when_a_command_finds_it_dead_then_nothing_else_of_its_work_stays_held(
    house: House, meeting: Meeting, file: Path, clock: HandClock
) -> None:
    told = ingest(house, file, session_id=meeting.session_id, table=None, speech=ScriptedSpeech(TALK))
    killed, recording_id = Worker(house, ScriptedSpeech(), threading.Event()), waiting(house, meeting, 3.0)
    lock = workers.WorkerLock(house.settings.data / "workers", killed.id)

    def hold_two(db: Any) -> None:
        again = SpeechRerun(
            id="again",
            session_id=meeting.session_id,
            recording_id=told["recording_id"],
            transcript_id=told["transcript_id"],
            kind="words",
            asked_at=clock(),
        )
        db.add(again)
        db.flush()
        for kind, row_id in ((SpeechRerun, "again"), (AudioRecording, recording_id)):
            assert leases.claim(db, kind, row_id, owner=killed.id, now=clock(), wanted=kind.id == row_id)

    house.database.write(hold_two)
    lock.vanish()
    file.write_bytes(wav(3.0))

    ingest(house, file, session_id=meeting.session_id, table=None, speech=ScriptedSpeech(TALK))

    with house.database.read() as db:
        assert db.get_one(SpeechRerun, "again").lease_owner is None
