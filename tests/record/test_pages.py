"""The pages of the record as a browser without scripts meets them."""

from __future__ import annotations

import html
import re
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.log.fields import NOTE_KINDS
from retreat.log.note_words import KIND_WORDS
from retreat.recordings.models import AudioRecording
from retreat.speech.work.worker import Worker
from retreat.transcripts.superseding import supersede
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from tests.people.pages import Browser
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.sound import wav
from tests.support.clock import HandClock
from tests.support.marks import codes
from tests.support.meeting import Meeting, op_id
from tests.support.rooms import HeardTalk, all_words_are_of_one_who_said_no, make_app, say_no, send_sound


@pytest.mark.both_engines
def test_a_record_when_read_then_turns_voices_and_words_stand_on_it_with_notes_beside_them(
    ada: Browser, meeting: Meeting, heard: HeardTalk, clock: HandClock
) -> None:
    clock.forward(seconds=20)
    meeting.join("Bea").note("Ask the carers too", share="everyone")

    page = ada.open(f"/sessions/{meeting.session_id}")

    assert page.status_code == 200
    assert "Ana" in page.text and 'data-ms="0"' in page.text
    assert page.text.count("Ask the carers too") == 1, "beside the turn"
    notes = ada.open(f"/sessions/{meeting.session_id}?show=notes").text
    assert notes.count("Ask the carers too") == 1 and "garden" not in notes, "under its prompt, and no transcript"
    assert "themes" not in page.text.lower()
    assert f"/sessions/{meeting.session_id}/audio/{heard.recording_id}#t=" in page.text


def test_a_hit_when_followed_without_scripts_then_its_link_plays_from_the_word(
    ada: Browser, meeting: Meeting, heard: HeardTalk
) -> None:
    page = ada.open("/search?q=garden+cat")

    link = re.search(r'href="(/sessions/[^"]+/audio/[^"#]+)#t=([\d.]+)"', page.text)
    assert link and float(link[2]) > 10
    assert "<mark>garden</mark>" in page.text
    part = ada.open(link[1], headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data), part.headers["Content-Type"]) == (206, 100, "audio/wav")
    assert part.data == wav(60.0)[:100]


def test_a_day_that_is_none_when_searched_then_the_page_says_so_instead_of_searching_all_days(
    ada: Browser, heard: HeardTalk
) -> None:
    wrong = ada.open("/search?q=garden&since=2026-13-45")

    assert wrong.status_code == 422 and "message--care" in wrong.text and "2026-13-45" in wrong.text
    assert "garden" in wrong.text and '<li class="hit">' not in wrong.text
    assert '<li class="hit">' in ada.open("/search?q=garden&since=2001-01-01").text
    assert ada.open("/search?q=garden&until=9999-12-31").status_code == 422


@pytest.mark.both_engines
def test_a_day_when_searched_then_it_begins_and_ends_by_this_machines_clock(
    ada: Browser, heard: HeardTalk, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("TZ", "Pacific/Kiritimati")
            time.tzset()
            day = clock().astimezone().date()
            on_the_day = ada.open(f"/search?q=garden&since={day}&until={day}").text
            after_it = ada.open(f"/search?q=garden&since={day + timedelta(days=1)}").text
    finally:
        time.tzset()

    assert day > clock().date(), "else this proves nothing"
    assert '<li class="hit">' in on_the_day and '<li class="hit">' not in after_it


def test_a_note_when_its_author_takes_consent_back_then_staff_neither_read_nor_find_it(
    ada: Browser, meeting: Meeting, house: House
) -> None:
    bea = meeting.join("Bea")
    bea.note("A sentence about pelicans", share="everyone")
    before = ada.open("/search?q=pelicans").text + ada.open(f"/sessions/{meeting.session_id}").text

    say_no(house, bea, "notes_kept")

    after = ada.open("/search?q=pelicans").text + ada.open(f"/sessions/{meeting.session_id}").text
    assert "A sentence about" in before and "A sentence about" not in after


def test_notes_under_a_heading_and_under_none_when_read_then_each_says_its_kind_in_plain_words(
    ada: Browser, meeting: Meeting
) -> None:
    bea = meeting.join("Bea")
    cluster, doubt = op_id("cluster"), bea.note("Who asked?", note_kind="question", share="everyone")
    bea.note("Ring them first", note_kind="action", share="everyone")
    meeting.leader.send("cluster.add", cluster, title="Doubts", prompt_id=meeting.prompt_ids[0], rank="V")
    meeting.leader.send("note.move", doubt, cluster_id=cluster, rank="V")

    notes = ada.open(f"/sessions/{meeting.session_id}").text.split('id="notes-title"')[1]

    read = [notes.index(words) for words in ("Doubts", "</svg>Question", "Who asked?", "Other notes", "</svg>Action")]
    assert read == sorted(read)
    assert set(KIND_WORDS) == {*NOTE_KINDS, "light-bulb"}, "which older notes have"


def test_a_hostile_note_and_query_when_shown_then_they_are_only_text(ada: Browser, meeting: Meeting) -> None:
    meeting.join("Bea").note("<script>alert(1)</script> & <b>bold</b>", share="everyone")

    pages = ada.open(f"/sessions/{meeting.session_id}").text + ada.open("/search?q=<script>alert").text

    assert "<script>alert" not in pages and "&lt;script&gt;" in pages


def test_a_file_when_sent_by_the_plain_form_then_it_waits_and_the_page_says_so(
    ada: Browser, meeting: Meeting, house: House, speech: ScriptedSpeech
) -> None:
    good = send_sound(ada, meeting.session_id, wav(), "../../table.wav")
    bad = send_sound(ada, meeting.session_id, b"not sound at all", "x.wav")

    assert (good.status_code, bad.status_code) == (303, 303)
    assert 'data-state="sealed"' in ada.open(f"/sessions/{meeting.session_id}/sound").text
    (waiting,) = ada.open(f"/sessions/{meeting.session_id}/progress").get_json()["recordings"]
    assert Worker(house, speech, threading.Event()).work_on(waiting["id"])
    with house.database.read() as db:
        assert db.get_one(AudioRecording, waiting["id"]).filename == "table.wav"


def test_the_same_file_when_sent_twice_by_the_plain_form_then_the_second_time_says_that_it_is_here(
    ada: Browser, meeting: Meeting
) -> None:
    record = f"/sessions/{meeting.session_id}"
    send_sound(ada, meeting.session_id, wav(), "table.wav")
    assert "added" in codes(ada.open(record).text)

    send_sound(ada, meeting.session_id, wav(), "copy of table.wav")

    assert "here_already" in codes(ada.open(record).text)
    assert len(ada.open(f"{record}/progress").get_json()["recordings"]) == 1


def test_no_sound_when_sent_by_the_plain_form_then_it_leads_back_with_one_sentence(
    ada: Browser, meeting: Meeting
) -> None:
    record = f"/sessions/{meeting.session_id}"

    for content, name in ((b"", "empty.wav"), (b"not sound at all", "x.wav"), (b"", "")):
        answer = send_sound(ada, meeting.session_id, content, name)

        assert (answer.status_code, answer.location) == (303, f"{record}/add")
        assert 'class="message message--care"' in ada.open(f"{record}/add").text, name
    assert ada.open(f"{record}/progress").get_json()["recordings"] == []


def test_a_link_to_a_transcript_that_was_replaced_when_followed_then_the_page_says_so(
    ada: Browser, meeting: Meeting, house: House, heard: HeardTalk, clock: HandClock
) -> None:
    record, newer = f"/sessions/{meeting.session_id}", house.ids()

    def replace(db: Session) -> None:
        row = db.get_one(TranscriptVersion, heard.transcript_id)
        db.add(
            TranscriptVersion(
                id=newer,
                session_id=row.session_id,
                recording_id=row.recording_id,
                attempt=row.attempt + 1,
                state=CURRENT,
                created_at=clock(),
                started_at=row.started_at,
                model=row.model,
            )
        )
        supersede(db, heard.recording_id, but=newer)

    assert "in_its_place" not in codes(ada.open(f"{record}?transcript={heard.transcript_id}").text)
    house.database.write(replace)

    old = html.unescape(ada.open(f"{record}?transcript={heard.transcript_id}").text)
    assert "in_its_place" in codes(old)
    assert f'data-transcript="{heard.transcript_id}"' not in old
    assert "not_here" in codes(ada.open(f"{record}?transcript=nowhere").text)
    for address in (record, f"{record}?transcript={newer}"):
        assert not {"in_its_place", "not_here"} & set(codes(ada.open(address).text))


def test_nobody_signed_in_when_anything_is_asked_for_then_it_is_refused(
    meeting: Meeting, house: House, heard: HeardTalk
) -> None:
    stranger = Browser(make_app(house))
    session = f"/sessions/{meeting.session_id}"
    audio = f"{session}/audio/{heard.recording_id}"

    for path in (session, audio, "/search?q=a", f"{audio}/peaks"):
        answer = stranger.open(path)
        assert answer.status_code == 303 and answer.location.startswith("/sign-in"), path
    assert stranger.open(f"{session}/progress", headers={"Accept": "application/json"}).status_code == 401


def test_anothers_sound_when_asked_for_under_this_session_then_it_is_not_there(
    ada: Browser, meeting: Meeting, heard: HeardTalk, clock: HandClock
) -> None:
    other = Meeting.open(meeting.database, clock)

    assert ada.open(f"/sessions/{other.session_id}/audio/{heard.recording_id}").status_code == 404
    assert ada.open(f"/audio/{heard.recording_id}/nonsense").status_code == 404


@pytest.mark.both_engines
def test_a_voice_matched_to_somebody_who_said_no_when_read_then_the_words_are_gone_from_page_and_search(
    ada: Browser, meeting: Meeting, heard: HeardTalk, house: House
) -> None:
    all_words_are_of_one_who_said_no(house, meeting)

    assert "carers" not in ada.open(f"/sessions/{meeting.session_id}").text
    assert "carers" not in ada.open("/search?q=tired").text
