"""A step that is planned without a recording: phones say so, and its sound is left out whatever device brings it."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.activities.reading import ActivityTemplate, BadActivity, read_activity
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.house import House
from retreat.recordings.at_table import may_be_recorded
from retreat.recordings.left_out.queries import left_out_in
from retreat.recordings.ports import is_held_back
from retreat.transcripts.reading import read_transcript
from retreat.transcripts.versions.models import TranscriptVersion
from tests.record.left_out_talk import LeftOutTalk
from tests.support.clock import HandClock
from tests.support.meeting import Meeting

pytestmark = pytest.mark.both_engines


def activity(*audio: str) -> ActivityTemplate:
    """An activity with a step for each of these."""
    return read_activity("quiet", data(*audio))


def data(*audio: object) -> dict[str, Any]:
    step = {"prompts": ["Why?"], "note_kinds": ["note"], "shares": ["everyone"]}
    return {
        "name": "Quiet",
        "purpose": "Be quiet",
        "group_shape": "everyone",
        "attribution_ceiling": "role",
        "steps": [step | {"title": f"Step {n}", "audio": one} for n, one in enumerate(audio)],
    }


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock, activity("on", "off_the_record"), tables=2)


@pytest.fixture
def talk(house: House, meeting: Meeting) -> LeftOutTalk:
    return LeftOutTalk(house, meeting)


def may(talk: LeftOutTalk) -> bool:
    with talk.house.database.read() as db:
        return may_be_recorded(db, talk.meeting.session_id, talk.meeting.table_ids[0])


def read(talk: LeftOutTalk, transcript_id: str) -> str:
    with talk.house.database.read() as db:
        row = db.get_one(TranscriptVersion, transcript_id)
        return " ".join(turn.text for turn in read_transcript(db, Owner(), row, 1).turns)


def steps_said(talk: LeftOutTalk) -> list[tuple[str, str]]:
    with talk.house.database.read() as db:
        return [(f"{one.from_at:%H:%M:%S}", one.state) for one in left_out_in(db, talk.meeting.session_id)]


@pytest.mark.parametrize("audio", ["loud", True, "On", ["on"]])
def test_a_step_when_it_says_something_else_of_sound_then_the_field_is_named(audio: object) -> None:
    with pytest.raises(BadActivity) as refused:
        read_activity("quiet", data(audio))

    assert [one.field for one in refused.value.wrong] == ["steps[1].audio"]


def test_a_step_off_the_record_when_it_opens_then_phones_say_so_until_it_closes(
    talk: LeftOutTalk, meeting: Meeting
) -> None:
    assert may(talk)

    meeting.leader.send("round.open", meeting.round_ids[1])
    told = [op["body"] for op in talk.ana.heard() if op["kind"] == "sound.may"]
    assert (told, may(talk)) == ([{"recorded": False}], False)
    assert meeting.leader.board()["rounds"][meeting.round_ids[1]]["audio"] == "off_the_record"
    meeting.leader.send("round.close", meeting.round_ids[1])

    told = [op["body"]["recorded"] for op in talk.ana.heard() if op["kind"] == "sound.may"]
    assert (told, may(talk)) == ([False, True], True)


def test_a_step_off_the_record_when_a_device_recorded_it_then_it_is_left_out_and_erased_and_the_rest_is_not(
    talk: LeftOutTalk, meeting: Meeting, clock: HandClock
) -> None:
    clock.forward(minutes=2)
    meeting.leader.send("round.open", meeting.round_ids[1])
    clock.forward(minutes=1)
    recording_id = talk.pieces()
    transcript_id = talk.work(recording_id)

    assert talk.late not in read(talk, transcript_id) and talk.early in read(talk, transcript_id)
    with talk.house.database.read() as db:
        assert is_held_back(db, recording_id)
    assert steps_said(talk) == [("10:02:00", "step")]
    meeting.leader.send("round.close", meeting.round_ids[1])
    assert talk.late not in read(talk, transcript_id)
    talk.close()
    talk.erase()

    with talk.house.database.read() as db:
        assert not is_held_back(db, recording_id)
    assert talk.late not in read(talk, transcript_id) and talk.early in read(talk, transcript_id)
    assert steps_said(talk) == [("10:02:00", "erased")]


def test_talk_after_a_step_off_the_record_when_the_step_has_closed_then_it_is_read_again(
    talk: LeftOutTalk, meeting: Meeting, clock: HandClock
) -> None:
    meeting.leader.send("round.open", meeting.round_ids[1])
    recording_id, transcript_id = "", ""
    clock.forward(minutes=1)
    clock.forward(minutes=2)
    recording_id = talk.pieces()
    transcript_id = talk.work(recording_id)
    assert talk.late not in read(talk, transcript_id)

    clock.forward(minutes=-2)
    meeting.leader.send("round.close", meeting.round_ids[1])

    assert talk.late in read(talk, transcript_id) and talk.early not in read(talk, transcript_id)
