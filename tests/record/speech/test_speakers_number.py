"""How many people spoke: typed or sent, checked, and told to whatever tells voices apart."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from retreat.house import House
from retreat.recordings.models import AudioRecording
from retreat.speech.work.worker import Worker
from retreat.transcripts.ports import Report
from tests.people.pages import Browser
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.sound import wav
from tests.recordings.tus import SOUND, create, patch
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.marks import codes, slots
from tests.support.meeting import Meeting
from tests.support.rooms import make_app, send_sound
from transcription.types import Transcript


class ToldSpeech(ScriptedSpeech):
    """Remembers what it was told to do."""

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        """See ``ScriptedSpeech.transcribe``."""
        self.told = dict(options)
        return super().transcribe(path, work=work, options=options, report=report)


def send(ada: Browser, meeting: Meeting, speakers: str, level: int = 100):  # type: ignore[no-untyped-def]
    return send_sound(ada, meeting.session_id, wav(level=level), speakers=speakers)


def waiting(ada: Browser, meeting: Meeting) -> list[str]:
    found = ada.open(f"/sessions/{meeting.session_id}/progress").get_json()["recordings"]
    return [one["id"] for one in found]


def test_a_number_when_typed_beside_the_file_then_the_speech_room_is_told(
    ada: Browser, meeting: Meeting, house: House
) -> None:
    assert send(ada, meeting, " 6 ").status_code == 303
    speech = ToldSpeech(TALK)

    assert Worker(house, speech, threading.Event()).work_on(waiting(ada, meeting)[0])

    assert speech.told["speakers"] == 6


def test_no_number_when_typed_then_the_machine_finds_out(ada: Browser, meeting: Meeting, house: House) -> None:
    send(ada, meeting, "")
    speech = ToldSpeech(TALK)

    Worker(house, speech, threading.Event()).work_on(waiting(ada, meeting)[0])

    assert "speakers" not in speech.told


@pytest.mark.parametrize("typed", ["0", "31", "-2", "two", "²", "0001999", "9" * 5000])
def test_a_number_that_cannot_be_when_typed_then_one_sentence_says_so_and_nothing_is_kept(
    ada: Browser, meeting: Meeting, typed: str
) -> None:
    answer = send(ada, meeting, typed)

    assert answer.status_code == 303
    assert "number from 1 to 30" in ada.open(answer.location).text
    assert waiting(ada, meeting) == []


def test_a_number_when_sent_by_tus_then_it_is_kept_or_refused_before_any_byte(house: House, clock: HandClock) -> None:
    meeting, client = Meeting.open(house.database, clock, tables=2), make_app(house).test_client()

    refused = create(client, meeting, speakers="99")
    at = create(client, meeting, speakers="5").headers["Location"]
    sent = patch(client, meeting, at, SOUND, 0)

    assert refused.status_code == 422
    with house.database.read() as db:
        assert db.get_one(AudioRecording, sent.headers["Retreat-Recording"]).options == {"speakers": 5}


def test_a_number_when_said_at_another_try_then_it_replaces_the_first(
    ada: Browser, meeting: Meeting, house: House
) -> None:
    send(ada, meeting, "3")
    (recording_id,) = waiting(ada, meeting)
    Worker(house, ScriptedSpeech(TALK), threading.Event()).work_on(recording_id)
    token = token_of(ada.open(f"/sessions/{meeting.session_id}").text)
    again = f"/sessions/{meeting.session_id}/recordings/{recording_id}/again"

    assert ada.post(again, data={"csrf_token": token, "speakers": "7"}).status_code == 303

    speech = ToldSpeech(TALK)
    Worker(house, speech, threading.Event()).work_on(recording_id)
    assert speech.told["speakers"] == 7


def test_a_number_that_cannot_be_when_said_at_another_try_then_the_record_says_so_and_nothing_begins(
    ada: Browser, meeting: Meeting, house: House
) -> None:
    send(ada, meeting, "3")
    (recording_id,) = waiting(ada, meeting)
    Worker(house, ScriptedSpeech(TALK), threading.Event()).work_on(recording_id)
    record = f"/sessions/{meeting.session_id}"
    token = token_of(ada.open(record).text)

    answer = ada.post(f"{record}/recordings/{recording_id}/again", data={"csrf_token": token, "speakers": "99"})

    assert answer.status_code == 303 and answer.location.endswith(f"{record}/sound")
    assert "no_number" in codes(ada.open(answer.location).text)
    with house.database.read() as db:
        assert db.get_one(AudioRecording, recording_id).state == "ready"


@pytest.mark.both_engines
def test_people_at_tables_when_counted_then_it_tells_nothing_of_their_answers(
    ada: Browser, house: House, clock: HandClock
) -> None:
    meeting = Meeting.open(house.database, clock, tables=2)
    meeting.join("Ana", consents={"attend": True, "notes_kept": True, "audio_recorded": False})
    meeting.join("Bea", consents={"attend": True, "notes_kept": True, "audio_recorded": True})

    page = ada.open(f"/sessions/{meeting.session_id}/add").text

    assert [re.findall(r"\d+", said) for said in slots(page, "came")] == [["2"]]
