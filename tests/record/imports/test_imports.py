"""Transcripts that people bring, joined to their sound: their words win, the sound lends the times."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from retreat.errors import InvalidInput, RetreatError
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.imports.models import TranscriptImport
from retreat.imports.operations import Brought, ask_for, keep_file
from retreat.imports.work import SOUND_UNUSABLE, import_waiting
from retreat.recordings.models import READY, SET_ASIDE, AudioRecording
from retreat.recordings.operations import try_again
from retreat.search.models import Passage
from retreat.speech.work.worker import Worker, work_loop
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from tests.record.bringing import HUMAN, current, files, hits
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.sound import wav
from tests.record.working import waiting as sound_waiting
from tests.support.clock import HandClock
from tests.support.meeting import Meeting


def words(house: House, transcript_id: str) -> list[RecordedWord]:
    with house.database.read() as db:
        asked = select(RecordedWord).where(RecordedWord.transcript_id == transcript_id).order_by(RecordedWord.place)
        return list(db.scalars(asked))


def test_a_transcript_with_its_sound_when_ingested_then_its_words_stand_and_play_from_any(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    text, sound = files(tmp_path)

    added = ingest(house, text, session_id=meeting.session_id, table=None, speech=speech, sound=str(sound))

    kept = current(house)
    assert (added["transcript_id"], added["recording_id"]) == (kept.id, kept.recording_id)
    assert added["alignment"]["words_found"] == added["alignment"]["words_to_find"] - 2
    heard = {word.text: word for word in words(house, kept.id)}
    said = HUMAN.replace("Ana Ferreira: ", "").replace("Benedikt: ", "").split()
    assert [word.text for word in words(house, kept.id)] == said
    machine = TALK.replace("Ana: ", "").replace("Ben: ", "").split()
    assert heard["garden"].start_ms == machine.index("garden") * 500
    assert heard["carers"].end_ms <= heard["truly"].start_ms <= heard["doing"].start_ms
    with house.database.read() as db:
        speakers = db.scalars(select(RecordedTurn.speaker).where(RecordedTurn.transcript_id == kept.id)).all()
    assert set(speakers) == {"Ana Ferreira", "Benedikt"}
    assert kept.duration_s == pytest.approx(60.0, abs=30)


@pytest.mark.both_engines
def test_a_joined_transcript_when_searched_then_the_machines_words_are_found_no_more_and_the_hit_plays(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    text, sound = files(tmp_path)

    added = ingest(house, text, session_id=meeting.session_id, table=None, speech=speech, sound=str(sound))

    (hit,) = [hit for hit in hits(house, "garden") if "garden" in hit.text]
    assert hit.recording_id == added["recording_id"] and "Ana Ferreira" in hit.speakers
    assert hit.play_ms == next(w.start_ms for w in words(house, current(house).id) if w.text == "garden")
    with house.database.read() as db:
        states = dict(db.execute(select(TranscriptVersion.model, TranscriptVersion.state)).all())  # type: ignore[arg-type]
    assert states == {"text": "current", "scripted": "superseded"}


@pytest.mark.both_engines
def test_a_transcript_here_already_when_joined_later_then_its_words_and_passages_keep_their_ids(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    text, sound = files(tmp_path)
    alone = ingest(house, text, session_id=meeting.session_id, table=None, speech=speech)
    before = [hit.passage_id for hit in hits(house, "garden")]
    heard = ingest(house, sound, session_id=meeting.session_id, table=None, speech=speech)

    joined = ingest(house, text, session_id=meeting.session_id, table=None, speech=speech, sound=heard["recording_id"])

    assert joined["transcript_id"] == alone["transcript_id"]
    assert [hit.passage_id for hit in hits(house, "garden")] == before
    again = ingest(house, text, session_id=meeting.session_id, table=None, speech=speech, sound=heard["recording_id"])
    assert again["transcript_id"] == alone["transcript_id"] and again["alignment"] is None


def test_a_joined_sound_when_heard_once_more_then_the_human_words_still_stand(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    text, sound = files(tmp_path)
    added = ingest(house, text, session_id=meeting.session_id, table=None, speech=speech, sound=str(sound))

    house.database.write(lambda db: try_again(db, added["recording_id"], wake=lambda _id: None))
    assert Worker(house, speech, threading.Event()).work_on(added["recording_id"])

    assert current(house).id == added["transcript_id"]
    assert len([hit for hit in hits(house, "garden") if "garden" in hit.text]) == 1


def test_words_of_another_talk_when_joined_then_one_sentence_and_both_are_kept_as_they_were(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    other = "Cleo: And so my fellow Americans ask not what your country can do for you ask what you can do for it.\n"
    text, sound = files(tmp_path, other)

    with pytest.raises(RetreatError) as refused:
        ingest(house, text, session_id=meeting.session_id, table=None, speech=speech, sound=str(sound))

    assert refused.value.code == "other_words" and "\n" not in refused.value.tell
    assert hits(house, "Americans")[0].recording_id is None and hits(house, "garden")[0].recording_id is not None
    with house.database.read() as db:
        row = db.scalars(select(AudioRecording)).one()
    assert (row.state, row.lease_owner) == (READY, None)


def test_a_silent_sound_when_joined_then_the_words_are_kept_as_text(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    text, sound = files(tmp_path)

    with pytest.raises(RetreatError) as refused:
        ingest(house, text, session_id=meeting.session_id, table=None, speech=ScriptedSpeech(""), sound=str(sound))

    assert refused.value.code == "nothing_heard" and hits(house, "garden")[0].recording_id is None


@pytest.mark.parametrize(
    ("name", "content", "sound", "code"),
    [
        ("talk.wav", wav(), "talk.wav", "two_sounds"),
        ("minutes.txt", b"Ana: We were tired.", "nowhere.wav", "no_such_file"),
        ("minutes.txt", b"Ana: We were tired.", "minutes.txt", "not_sound"),
        ("minutes.docx", b"PK\x03\x04", None, "damaged"),
        ("film.xyz", b"\x00\x01\x02\x03" * 99, None, "neither"),
    ],
)
def test_a_slip_when_ingested_then_one_sentence_and_nothing_is_kept(
    house: House,
    meeting: Meeting,
    speech: ScriptedSpeech,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    sound: str | None,
    code: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(content)

    with pytest.raises(RetreatError) as refused:
        ingest(house, Path(name), session_id=meeting.session_id, table=None, speech=speech, sound=sound)

    assert refused.value.code == code
    with house.database.read() as db:
        assert not db.scalars(select(TranscriptVersion)).all() and not db.scalars(select(AudioRecording)).all()


def test_a_pipe_when_ingested_then_it_is_refused_at_once(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "talk.txt")

    with pytest.raises(InvalidInput):
        ingest(house, tmp_path / "talk.txt", session_id=meeting.session_id, table=None, speech=speech)


def brought(house: House, meeting: Meeting, recording_id: str | None, *, human: str = HUMAN) -> str:
    whole = Brought(
        session_id=meeting.session_id,
        table_id=None,
        filename="minutes.txt",
        sha256=keep_file(house, human.encode()),
        checked=True,
        by="staff-1",
    )
    return house.database.write(
        lambda db: ask_for(db, whole, recording_id=recording_id, now=house.clock(), ids=house.ids)
    )


def waiting(house: House, import_id: str) -> TranscriptImport:
    with house.database.read() as db:
        return db.get_one(TranscriptImport, import_id)


def test_a_transcript_brought_while_its_sound_waits_when_worked_on_then_it_is_read_at_once_and_joined_later(
    house: House, meeting: Meeting, speech: ScriptedSpeech
) -> None:
    recording_id = sound_waiting(house, meeting, 60.0)
    import_id = brought(house, meeting, recording_id)

    assert import_waiting(house, speech, "worker-1")
    assert hits(house, "garden")[0].recording_id is None, "words can be read before the sound was heard"
    assert not import_waiting(house, speech, "worker-1"), "nothing more to do until then"
    assert Worker(house, speech, threading.Event()).work_on(recording_id)
    assert import_waiting(house, speech, "worker-1")

    done = waiting(house, import_id)
    assert (done.state, done.outcome["words_found"] > 70, done.lease_owner) == (READY, True, None)
    assert current(house).recording_id == recording_id
    with house.database.read() as db:
        reviews = db.scalars(select(RecordedTurn.review).where(RecordedTurn.transcript_id == done.transcript_id))
        assert set(reviews) == {"checked"}
        assert {one.recording_id for one in db.scalars(select(Passage).where(Passage.state == CURRENT))} == {
            recording_id
        }


def test_a_transcript_of_a_sound_that_cannot_be_used_when_worked_on_then_the_reason_is_told_and_the_words_are_kept(
    house: House, meeting: Meeting, speech: ScriptedSpeech
) -> None:
    recording_id = sound_waiting(house, meeting)
    import_id = brought(house, meeting, recording_id)
    house.database.write(lambda db: setattr(db.get_one(AudioRecording, recording_id), "state", SET_ASIDE))

    assert import_waiting(house, speech, "worker-1")

    told = waiting(house, import_id)
    assert (told.state, told.reason) == (SET_ASIDE, SOUND_UNUSABLE)
    assert hits(house, "garden")


@pytest.mark.both_engines
def test_a_worker_that_died_over_a_transcript_when_another_comes_then_it_is_kept_once(
    house: House, meeting: Meeting, speech: ScriptedSpeech, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = brought(house, meeting, None)

    def killed(_texts: list[str]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(speech, "embed", killed)
        import_waiting(house, speech, "worker-1")
    assert not import_waiting(house, speech, "worker-2"), "its lease still holds"
    clock.forward(seconds=timedelta(minutes=2).total_seconds())

    assert import_waiting(house, speech, "worker-2")

    assert waiting(house, import_id).state == READY
    assert current(house).id == waiting(house, import_id).transcript_id


@pytest.mark.both_engines
def test_the_same_wish_when_sent_twice_then_it_is_noted_once(house: House, meeting: Meeting) -> None:
    assert brought(house, meeting, None) == brought(house, meeting, None)


def test_a_sound_of_another_session_when_named_then_it_is_refused(
    house: House, meeting: Meeting, clock: HandClock
) -> None:
    other = Meeting.open(meeting.database, clock)

    with pytest.raises(RetreatError) as refused:
        brought(house, meeting, sound_waiting(house, other))
    assert refused.value.code == "no_such_sound"


def test_words_brought_while_sounds_wait_when_one_sound_is_done_then_they_are_read_before_the_next(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    sounds = [sound_waiting(house, meeting), sound_waiting(house, meeting)]
    brought = Brought(
        session_id=meeting.session_id, table_id=None, filename="minutes.txt", sha256=keep_file(house, HUMAN.encode())
    )
    house.database.write(lambda db: ask_for(db, brought, recording_id=None, now=house.clock(), ids=house.ids))
    stop, readable = threading.Event(), []

    def meanwhile() -> None:
        with house.database.read() as db:
            readable.append(db.scalars(select(TranscriptImport.state)).one() == READY)
        if len(readable) == len(sounds):
            stop.set()

    work_loop(house, ScriptedSpeech(TALK, meanwhile), stop)

    assert readable == [False, True]
