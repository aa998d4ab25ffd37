"""A transcript by the form of the record's page: kept, joined to its sound, or refused beside its field."""

from __future__ import annotations

import io
import re
import threading
from typing import Any

import pytest

from retreat.house import House
from retreat.imports.work import import_waiting
from retreat.programme.operations import set_tables
from retreat.speech.work.worker import Worker
from tests.people.pages import Browser
from tests.record.bringing import HUMAN
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.sound import wav
from tests.record.working import waiting as sound_waiting
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.marks import codes, slots, wrong_fields
from tests.support.meeting import Meeting
from tests.support.rooms import make_app


def send(ada: Browser, meeting: Meeting, content: bytes, name: str = "minutes.txt", **fields: str) -> Any:
    page = ada.open(f"/sessions/{meeting.session_id}")
    token = token_of(page.text)
    data = {"csrf_token": token, "transcript": (io.BytesIO(content), name), "written_by": "person", **fields}
    return ada.post(f"/desk/sessions/{meeting.session_id}/transcripts", data=data, content_type="multipart/form-data")


# A transcript that could not be joined to its sound, with the reason.
PUT_ASIDE = 'aria-labelledby="import-'


@pytest.mark.both_engines
def test_a_transcript_when_sent_with_its_sound_then_it_plays_from_any_word(
    ada: Browser, meeting: Meeting, house: House, speech: ScriptedSpeech
) -> None:
    recording_id = sound_waiting(house, meeting, 60.0)

    sent = send(ada, meeting, HUMAN.encode(), sound=recording_id)

    session = f"/sessions/{meeting.session_id}"
    assert sent.status_code == 303
    page = ada.open(f"{session}/sound").text
    (at_first,) = ada.open(f"{session}/imports").get_json()["imports"]
    assert f'data-import="{at_first["id"]}"' in page and slots(page, "said")[-1] == at_first["saying"]
    assert "here" in codes(page) and "minutes.txt" in page
    assert import_waiting(house, speech, "worker-1")
    read = ada.open(session).text
    (then,) = ada.open(f"{session}/imports").get_json()["imports"]
    assert (then["id"], then["state"]) == (at_first["id"], "sealed") and then["saying"] != at_first["saying"]
    assert "text" in codes(read) and "minutes.txt" in read
    assert Worker(house, speech, threading.Event()).work_on(recording_id)
    assert import_waiting(house, speech, "worker-1")
    page = ada.open(session).text
    assert "laid" in codes(page) and "Ana Ferreira" in page and "heard" not in codes(page)
    assert f'href="/sessions/{meeting.session_id}/audio/{recording_id}#t=' in page
    assert re.search(r'data-ms="\d+"[^>]*>truly<', page)


def test_words_that_are_here_without_sound_when_joined_by_the_page_then_they_play(
    ada: Browser, meeting: Meeting, house: House, speech: ScriptedSpeech
) -> None:
    session = f"/sessions/{meeting.session_id}"
    send(ada, meeting, HUMAN.encode())
    assert import_waiting(house, speech, "worker-1")
    recording_id = sound_waiting(house, meeting, 60.0)
    assert Worker(house, speech, threading.Event()).work_on(recording_id)
    page = ada.open(f"{session}/sound").text
    token = token_of(page)
    action = re.search(r'action="(/sessions/[^"]+/transcripts/[^"]+/sound)"', page)[1]

    ada.post(action, data={"csrf_token": token, "sound": recording_id})
    assert import_waiting(house, speech, "worker-1")

    assert "laid" in codes(ada.open(session).text)


@pytest.mark.parametrize(
    ("content", "name", "fields", "status", "field", "code"),
    [
        (b"", "", {}, 422, "transcript", "no_file"),
        (b"%PDF-1.7", "minutes.pdf", {}, 422, "transcript", "pdf"),
        (wav(), "talk.wav", {}, 415, "transcript", "is_sound"),
        (b"Ana: Yes.", "minutes.txt", {"sound": "nowhere"}, 422, "sound", "no_such_sound"),
        (b"Ana: Yes.", "minutes.txt", {"of_table": "99"}, 422, "of_table", "no_such_table"),
        (b"\x00\x01" * 99, "minutes.txt", {}, 422, "transcript", "not_text"),
    ],
)
def test_a_slip_when_sent_then_one_sentence_stands_beside_its_field_and_nothing_is_kept(
    ada: Browser,
    meeting: Meeting,
    house: House,
    content: bytes,
    name: str,
    fields: dict[str, str],
    status: int,
    field: str,
    code: str,
) -> None:
    sound_waiting(house, meeting)
    house.database.write(lambda db: set_tables(db, meeting.session_id, 2, ids=house.ids))

    answer = send(ada, meeting, content, name, **fields)

    assert answer.status_code == status
    assert codes(answer.text) == [code] and wrong_fields(answer.text) == [field]
    assert ada.open(f"/sessions/{meeting.session_id}/imports").get_json() == {"imports": []}


def test_words_of_another_talk_when_sent_then_the_page_says_so_until_it_is_put_away(
    ada: Browser, meeting: Meeting, house: House, speech: ScriptedSpeech
) -> None:
    session = f"/sessions/{meeting.session_id}"
    recording_id = sound_waiting(house, meeting, 60.0)
    assert Worker(house, speech, threading.Event()).work_on(recording_id)
    other = b"Cleo: And so my fellow Americans ask not what your country can do for you ask what you can do."
    send(ada, meeting, other, sound=recording_id)
    assert import_waiting(house, speech, "worker-1")

    page = ada.open(f"{session}/sound").text
    assert PUT_ASIDE in page and 'data-news="brought"' in ada.open(session).text
    token = token_of(page)
    ada.post(re.search(r'action="(/sessions/[^"]+/dismiss)"', page)[1], data={"csrf_token": token})

    assert PUT_ASIDE not in ada.open(f"{session}/sound").text
    assert "data-news" not in ada.open(session).text


def test_nobody_signed_in_when_a_transcript_is_sent_then_it_is_refused(meeting: Meeting, house: House) -> None:
    stranger = Browser(make_app(house))

    assert stranger.open(f"/sessions/{meeting.session_id}/imports").status_code == 303
    assert stranger.post(f"/desk/sessions/{meeting.session_id}/transcripts", data={}).status_code == 401


def test_another_sessions_import_when_put_away_then_it_is_not_there(
    ada: Browser, meeting: Meeting, house: House, clock: HandClock
) -> None:
    send(ada, meeting, HUMAN.encode())
    (one,) = ada.open(f"/sessions/{meeting.session_id}/imports").get_json()["imports"]
    other = Meeting.open(meeting.database, clock)
    token = token_of(ada.open(f"/sessions/{other.session_id}").text)

    answer = ada.post(f"/sessions/{other.session_id}/imports/{one['id']}/dismiss", data={"csrf_token": token})

    assert answer.status_code == 404
