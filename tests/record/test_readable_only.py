"""Groupings show what may be read, and a session's address gives out its own sound alone."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from retreat.consent.gate import SeatReader, StaffReader
from retreat.house import House
from retreat.recordings.listening import peaks_name
from retreat.search.groupings import groupings_of, has_groupings
from retreat.speech.again import operations as again
from retreat.speech.work.worker import Worker
from retreat.transcripts.speakers import operations as acts
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, STAFF, talk_of
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.support.meeting import Meeting
from tests.support.rooms import hear

NO = {"audio_recorded": False, "machine_transcription": False}
# Passages of one voice and of another, all alike.
HERS = "S1: " + "The harbour wall kept the ferry and the fishermen dry. " * 40
HIS = "\nS2: " + "The pelican kept to the harbour wall and the pelican liked the ferry. " * 20


def test_a_grouping_when_one_of_its_voices_says_no_then_passages_of_hers_are_in_it_no_longer(
    house: House, meeting: Meeting, ada: Browser, tmp_path: Path
) -> None:
    table = talk_of(house, meeting, tmp_path, HERS + HIS)
    asked = again.Asked(
        session_id=meeting.session_id,
        transcript_id=table.transcript_id,
        kind=again.GROUPINGS,
        start_ms=None,
        end_ms=None,
        options={},
        by="ellen",
    )
    house.database.write(lambda db: again.ask(db, asked, now=house.clock(), ids=house.ids, wake=lambda _id: None))
    assert Worker(house, ScriptedSpeech(HERS + HIS), threading.Event()).work_next()
    ana = meeting.join("Ana", consents=SOUND_YES)
    table.do(acts.match_voice, "S1", ana.seat.id)
    address = f"/sessions/{meeting.session_id}?show=groupings"
    before = ada.open(address).text
    ben = meeting.join("Ben").seat
    with house.database.read() as db:
        assert has_groupings(db, STAFF, meeting.session_id)
        for nobody in (StaffReader(staff_id="of another programme"), SeatReader(seat=ben)):
            # Not even that there are some; a participant hears of others only what those agreed to share.
            assert groupings_of(db, nobody, meeting.session_id) == []
            assert not has_groupings(db, nobody, meeting.session_id)

    table.answer(ana.seat.id, **NO)

    with house.database.read() as db:
        left = groupings_of(db, STAFF, meeting.session_id)
    shown = [text for _id, groupings in left for one in groupings for _passage, text in one.passages]
    assert "fishermen" in before
    assert "fishermen" not in ada.open(address).text and "fishermen" not in str(shown)


@pytest.mark.parametrize("rest", ["", "/peaks"])
def test_sound_and_its_waveform_when_asked_for_by_another_sessions_address_then_they_are_not_there(
    house: House, meeting: Meeting, ada: Browser, tmp_path: Path, rest: str
) -> None:
    heard = hear(house, meeting, tmp_path, ScriptedSpeech(TALK))
    waveform = house.storage / peaks_name(heard.recording_id)
    waveform.parent.mkdir(parents=True, exist_ok=True)
    waveform.write_text("{}")
    other = Meeting.open(meeting.database, meeting.clock)

    assert ada.open(f"/sessions/{meeting.session_id}/audio/{heard.recording_id}{rest}").status_code == 200
    assert ada.open(f"/sessions/{other.session_id}/audio/{heard.recording_id}{rest}").status_code == 404
