"""Two transcripts of one sound: either is read when somebody asks for it, and nothing of the other is lost."""

from __future__ import annotations

import html
import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from retreat.errors import Conflict, NotFound
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.recordings.models import AudioRecording
from retreat.recordings.operations import try_again
from retreat.speech.work.worker import Worker
from retreat.transcripts.earlier import read_instead
from retreat.transcripts.models import RecordedSpeaker
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, Table
from tests.record.bringing import TALK, current, files, hits
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.forms import token_of
from tests.support.marks import codes
from tests.support.meeting import Meeting


@pytest.fixture
def speech() -> ScriptedSpeech:
    """What the machine hears."""
    return ScriptedSpeech(TALK)


# The list of a sound's other transcripts.
BESIDE = 'class="beside"'


def both(house: House, meeting: Meeting, speech: ScriptedSpeech, folder: Path) -> tuple[str, str]:
    """A machine's transcript of a sound, and the words that people brought in its place."""
    text, sound = files(folder)
    people = ingest(house, text, session_id=meeting.session_id, table=None, speech=speech, sound=str(sound))
    with house.database.read() as db:
        machine = db.scalars(select(TranscriptVersion.id).where(TranscriptVersion.state == "superseded")).one()
    return machine, people["transcript_id"]


def test_a_transcript_that_hides_the_machines_when_the_page_is_asked_then_either_is_read_and_found(
    ada: Browser, house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    machine, people = both(house, meeting, speech, tmp_path)
    record = f"/sessions/{meeting.session_id}"

    def choose(page: str) -> str:
        action = re.search(r'action="(/sessions/[^"]+/transcripts/[^"]+/instead)"', page)[1]  # type: ignore[index]
        assert ada.post(action, data={"csrf_token": token_of(page)}).status_code == 303
        return ada.open(record).text

    before = ada.open(record).text
    then = choose(before)
    found_then = [hit.speakers for hit in hits(house, "garden")]
    linked = html.unescape(ada.open(f"{record}?transcript={people}").text)
    back = choose(then)

    assert "Ana Ferreira" in before and BESIDE in before
    assert (
        "heard" in codes(then)
        and "heard" not in codes(before)
        and ">Ana Ferreira<" not in then
        and f"{record}/transcripts/{people}" in then
    )
    assert all("Ana Ferreira" not in speakers for speakers in found_then) and found_then
    assert "in_its_place" in codes(linked) and "newer" not in linked
    assert ">Ana Ferreira<" in back and next(hit.speakers for hit in hits(house, "garden"))[0] == "Ana Ferreira"
    assert current(house).id == people and machine != people


@pytest.mark.both_engines
def test_the_machines_transcript_when_read_again_and_the_sound_heard_once_more_then_the_newest_is_read(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    machine, people = both(house, meeting, speech, tmp_path)
    read_instead(house, meeting.session_id, machine)
    recording_id = current(house).recording_id

    house.database.write(lambda db: try_again(db, recording_id, wake=lambda _id: None))
    with pytest.raises(Conflict) as refused:
        read_instead(house, meeting.session_id, people)
    assert refused.value.code == "busy"
    assert Worker(house, speech, threading.Event()).work_on(recording_id)

    assert current(house).id not in (machine, people)
    read_instead(house, meeting.session_id, people)
    assert current(house).id == people


def test_somebody_who_said_no_meanwhile_when_their_transcript_is_read_again_then_their_words_stay_out(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    machine, _people = both(house, meeting, speech, tmp_path)
    bea = meeting.join("Bea", consents=SOUND_YES)

    def match(db):  # type: ignore[no-untyped-def]
        for voice in db.scalars(select(RecordedSpeaker).where(RecordedSpeaker.transcript_id == machine)):
            voice.participant_id = bea.seat.id

    house.database.write(match)
    table = Table(house=house, meeting=meeting, transcript_id=machine)
    table.answer(bea.seat.id, audio_recorded=False, machine_transcription=False)

    read_instead(house, meeting.session_id, machine)

    assert [hit for hit in hits(house, "garden") if "garden" in hit.text] == []


def test_another_sessions_transcript_when_asked_for_then_it_is_not_there(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    machine, _people = both(house, meeting, speech, tmp_path)

    with pytest.raises(NotFound):
        read_instead(house, "elsewhere", machine)
    with house.database.read() as db:
        assert db.scalars(select(AudioRecording)).one().state == "ready"
