"""The one clock: sounds placed by ear, each table on its line, and the questions of a transcript without sound."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from retreat.clock import to_text
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.log.written import prompt_texts
from retreat.recordings.models import AudioRecording
from retreat.search.models import PassageGrouping
from tests.people.pages import Browser
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk


def sound(house: House) -> AudioRecording:
    with house.database.read() as db:
        return db.scalars(select(AudioRecording)).one()


@pytest.mark.both_engines
def test_a_sound_whose_beginning_nobody_said_when_a_note_is_heard_in_it_then_it_is_placed_by_it(
    ada: Browser, meeting: Meeting, heard: HeardTalk, house: House, clock: HandClock
) -> None:
    clock.forward(minutes=10)
    note, written = meeting.join("Bea").note("Ask the carers too", share="everyone"), clock()
    clock.forward(hours=2)
    record = f"/sessions/{meeting.session_id}"
    page = f"{record}/recordings/{heard.recording_id}/by-ear"
    assert "began_assumed" in codes(ada.open(f"{record}?show=time").text)
    assert "began_assumed" in codes(ada.open(page).text)

    def place(**fields: str) -> tuple[int, list[str]]:
        seen = to_text(sound(house).started_at)
        form = {"csrf_token": token_of(ada.open(page).text), "seen": seen} | fields
        answer = ada.post(page, data=form)
        return answer.status_code, list(codes(answer.text))

    assert "no_place" in place(place="12:99", anchor=f"made:{note}")[1]
    assert "no_anchor" in place(place="0:07.5", anchor="made:none")[1]
    assert place(place="0:07.5", anchor=f"made:{note}")[0] == 303
    assert sound(house).started_at == written - timedelta(seconds=7.5)
    line = ada.open(f"{record}?show=time").text
    assert "began_assumed" not in codes(line)
    said = re.search(rf'href="({record}\?transcript={heard.transcript_id}[^"]*at=7500)"', line.replace("&amp;", "&"))
    assert said
    assert "#turn-0" in ada.open(said[1]).headers["Location"]


@pytest.mark.both_engines
def test_a_transcript_without_sound_when_it_reads_a_question_out_then_its_words_have_that_question_and_groupings(
    ada: Browser, meeting: Meeting, house: House, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    with house.database.read() as db:
        ((prompt_id, asked), *_others) = prompt_texts(db, meeting.session_id).items()
    talk = "The carers came back to the harbour and nobody asked how the carers were. " * 12
    file = tmp_path / "talk.txt"
    file.write_text(f"Ana: Good morning.\nBen: Now, {asked}\nAna: {talk}\nBen: {talk}\n", encoding="utf-8")
    kept = str(ingest(house, file, session_id=meeting.session_id, table=None, speech=speech)["transcript_id"])
    record = f"/sessions/{meeting.session_id}"

    def questions() -> list[str]:
        return re.findall(r'id="turn-(\d)"[^>]*data-prompt="', ada.open(record).text)

    assert questions() == ["1", "2", "3"]
    with house.database.read() as db:
        assert db.scalars(select(PassageGrouping)).all()

    turn = f"{record}/transcripts/{kept}/turns"
    token = token_of(ada.open(f"{turn}/1").text)
    ada.post(f"{turn}/1/asked", data={"csrf_token": token, "prompt": ""})
    ada.post(f"{turn}/3/asked", data={"csrf_token": token, "prompt": prompt_id})
    assert questions() == ["3"]
    ada.post(f"{turn}/2/asked", data={"csrf_token": token, "prompt": "not-a-question"})
    assert "no_prompt" in codes(ada.open(record).text)
