"""Sound on which somebody was heard who has said no since: no address plays it, and no page offers to."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from retreat.house import House
from retreat.recordings.admission import hear_ticket
from retreat.speech.work.worker import Worker
from retreat.transcripts.ports import Heard, HeardWindow
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, Table
from tests.record.scripted_speech import TALK, Drawn
from tests.support.marks import codes
from tests.support.meeting import Meeting, Person
from tests.support.rooms import HeardTalk, hear, match, say_no

PURPOSES = ("audio_recorded", "machine_transcription")


@pytest.fixture
def heard(house: House, meeting: Meeting, tmp_path: Path) -> HeardTalk:
    """A talk of Ana and Ben with its waveform."""
    return hear(house, meeting, tmp_path, Drawn(TALK))


@pytest.fixture
def ana(house: House, meeting: Meeting, heard: HeardTalk) -> Person:
    """Somebody who agreed and is matched to one of the two voices."""
    person = meeting.join("Ana", consents=SOUND_YES)
    match(house, meeting, heard.transcript_id, "Ana", person)
    return person


def say_yes(house: House, meeting: Meeting, heard: HeardTalk, person: Person) -> None:
    Table(house, meeting, heard.transcript_id).answer(person.seat.id, **dict.fromkeys(PURPOSES, True))


def addresses(house: House, meeting: Meeting, heard: HeardTalk) -> dict[str, str]:
    """Where the sound, and what was made of it, is asked for."""
    audio = f"/sessions/{meeting.session_id}/audio/{heard.recording_id}"
    signed = f"/audio/{heard.recording_id}/{hear_ticket(house, heard.recording_id)}"
    return {"sound": audio, "peaks": f"{audio}/peaks", "signed": signed}


def pages(meeting: Meeting, heard: HeardTalk) -> list[str]:
    """Every page on which the sound plays."""
    session, of = f"/sessions/{meeting.session_id}", f"transcript={heard.transcript_id}"
    return [
        session,
        f"{session}/transcripts/{heard.transcript_id}/turns/1",
        f"{session}/levels?{of}&level=full",
        f"{session}/levels?{of}&level=gist",
        f"{session}/quality?{of}&show=doubtful",
        f"{session}/speakers?{of}",
        f"{session}/speakers/turns?{of}&voice=Ben",
        f"{session}/speakers/turns/1?{of}",
    ]


@pytest.mark.both_engines
@pytest.mark.parametrize("purpose", PURPOSES)
def test_sound_when_somebody_heard_on_it_says_one_no_then_no_address_sends_a_byte_of_it_until_they_say_yes(
    ada: Browser, house: House, meeting: Meeting, heard: HeardTalk, ana: Person, purpose: str
) -> None:
    asked = addresses(house, meeting, heard)
    before = {name: ada.open(path) for name, path in asked.items()}
    tags = {name: answer.headers["ETag"] for name, answer in before.items()}

    say_no(house, ana, purpose)

    assert {answer.status_code for answer in before.values()} == {200}
    assert all("no-store" in answer.headers["Cache-Control"] for answer in before.values())
    for name, path in asked.items():
        for headers in ({}, {"Range": "bytes=0-99"}, {"If-None-Match": tags[name]}):
            answer = ada.open(path, headers={"Accept": "application/json"} | headers)
            assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "held_back"), name
            assert "no-store" in answer.headers["Cache-Control"] and "Ana" not in answer.text
        assert ada.open(path).status_code == 409
        assert ada.client.head(path).status_code == 409
    say_yes(house, meeting, heard, ana)
    assert {ada.open(path).status_code for path in asked.values()} == {200}


@pytest.mark.both_engines
def test_pages_when_their_sound_is_held_back_then_they_say_so_and_have_neither_player_nor_wave_nor_links_to_it(
    ada: Browser, house: House, meeting: Meeting, heard: HeardTalk, ana: Person
) -> None:
    before = [ada.open(path).text for path in pages(meeting, heard)]

    say_no(house, ana, "audio_recorded")

    for path, was in zip(pages(meeting, heard), before, strict=True):
        page = ada.open(path)
        assert page.status_code == 200, path
        assert "<audio" in was and f"/audio/{heard.recording_id}" in was and "held_back" not in codes(was), path
        assert "<audio" not in page.text and f"/audio/{heard.recording_id}" not in page.text, path
        assert "data-peaks" not in page.text and codes(page.text).count("held_back") == 1, path
    record = ada.open(pages(meeting, heard)[0]).text
    assert ">waiting<" in record and "data-ms" not in record and "data-play" not in record


@pytest.mark.both_engines
def test_a_hit_when_its_sound_is_held_back_then_it_is_read_but_not_played(
    ada: Browser, house: House, meeting: Meeting, heard: HeardTalk, ana: Person
) -> None:
    before = ada.open("/search?q=waiting+list").text

    say_no(house, ana, "machine_transcription")

    after = ada.open("/search?q=waiting+list").text
    assert "data-sound" in before and f"/audio/{heard.recording_id}" in before
    assert "data-sound" not in after and f"/audio/{heard.recording_id}" not in after
    assert "<mark>waiting</mark>" in after


class Again(Drawn):
    """Tells what it hears while it is heard again, and lets a test look meanwhile."""

    def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
        words = tuple((word, n * 500, n * 500 + 400) for n, word in enumerate(["We", "were", "tired"]))
        window = HeardWindow(number=0, start_ms=0, end_ms=1500, words=words)
        report(Heard(stage="words", done=0.5, text="We were tired", windows=(window,)))
        self.note()
        self.look()
        return super().transcribe(path, work=work, options=options, report=report)


@pytest.mark.both_engines
def test_sound_that_is_heard_again_when_somebody_heard_on_it_says_no_then_what_is_heard_so_far_is_not_told(
    ada: Browser, house: House, meeting: Meeting, heard: HeardTalk, ana: Person
) -> None:
    session = f"/sessions/{meeting.session_id}"
    so_far = f"{session}/recordings/{heard.recording_id}/so-far"
    told = [so_far, f"{so_far}/more?after=-1", f"{session}/progress", f"{session}/sound"]
    seen: list[list[str]] = []

    def look() -> None:
        seen.append([ada.open(path, headers={"Accept": "*/*"}).text for path in told])
        say_no(house, ana, "machine_transcription")
        seen.append([ada.open(path).text for path in told])
        more = ada.open(told[1]).get_json()
        assert more["anew"] and more["windows"] == [], "what was shown before goes"

    ada.send(f"{session}/recordings/{heard.recording_id}/again", page=session)
    speech = Again(TALK)
    worker = Worker(house, speech, threading.Event())
    speech.note, speech.look = worker._progress.keep, look  # type: ignore[attr-defined]
    assert worker.work_on(heard.recording_id)

    before, after = seen
    assert all("tired" in text for text in before)
    assert not any("tired" in text for text in after)
    assert "held_back" in codes(after[0]) and "<audio" in before[0] and "<audio" not in after[0]


@pytest.mark.both_engines
def test_sound_when_a_newer_version_of_its_words_knows_nobody_then_the_match_in_the_older_one_holds_it_back(
    ada: Browser, house: House, meeting: Meeting, heard: HeardTalk, ana: Person
) -> None:
    session = f"/sessions/{meeting.session_id}"
    ada.send(f"{session}/recordings/{heard.recording_id}/again", page=session)
    assert Worker(house, Drawn(TALK), threading.Event()).work_on(heard.recording_id)
    newer = ada.open(addresses(house, meeting, heard)["sound"])

    say_no(house, ana, "audio_recorded")

    assert newer.status_code == 200
    assert {ada.open(path).status_code for path in addresses(house, meeting, heard).values()} == {409}


def test_sound_of_another_session_when_asked_for_while_it_is_held_back_then_it_is_not_there(
    ada: Browser, house: House, meeting: Meeting, heard: HeardTalk, ana: Person
) -> None:
    other = Meeting.open(meeting.database, meeting.clock)
    say_no(house, ana, "audio_recorded")

    assert ada.open(f"/sessions/{other.session_id}/audio/{heard.recording_id}").status_code == 404
    assert ada.open(f"/sessions/{other.session_id}/audio/{heard.recording_id}/peaks").status_code == 404
