"""Where the machine was unsure of the talk: places to listen to again, none of what is withheld or left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from retreat.house import House
from retreat.transcripts.models import CHECKED, RecordedSpeaker, RecordedTurn
from retreat.transcripts.quality.doubtful import Doubtful, doubtful_talk
from tests.record.left_out_talk import LeftOutTalk
from tests.support.meeting import Meeting
from transcription.types import FLAG_LOW_CONFIDENCE, FLAG_OVERLAP


@pytest.fixture
def meeting(database, clock) -> Meeting:  # type: ignore[no-untyped-def]
    return Meeting.open(database, clock, tables=2)


def change(house: House, transcript_id: str, n: int, **values: object) -> None:
    turn = (RecordedTurn.transcript_id == transcript_id, RecordedTurn.n == n)
    house.database.write(lambda db: db.execute(update(RecordedTurn).where(*turn).values(**values)))


def places(house: House, meeting: Meeting) -> list[Doubtful]:
    with house.database.read() as db:
        return doubtful_talk(db, {meeting.session_id: "Rock"})


def test_doubtful_talk_when_checked_withheld_or_left_out_then_it_is_no_longer_listed(
    house: House, meeting: Meeting
) -> None:
    talk = LeftOutTalk(house, meeting)
    talk.pass_by()
    transcript_id = talk.work(talk.file())
    numbers = list(range(1, 19))
    for n in (numbers[1], numbers[2], numbers[10]):
        change(house, transcript_id, n, flags=[FLAG_LOW_CONFIDENCE])
    change(house, transcript_id, numbers[5], flags=[FLAG_OVERLAP])

    first, second = places(house, meeting)
    assert (first.first_turn, first.table, first.session) == (numbers[1], "Table 1", "Rock")
    assert talk.began < first.at < second.at and first.seconds > second.seconds  # neighbours are one place
    change(house, transcript_id, numbers[10], review=CHECKED)
    assert [one.first_turn for one in places(house, meeting)] == [numbers[1]]
    hers = update(RecordedSpeaker).values(participant_id=talk.ana.seat.id)
    house.database.write(lambda db: db.execute(hers))
    talk.ana.answer(audio_recorded=False, machine_transcription=False)
    assert places(house, meeting) == []
    talk.ana.answer(audio_recorded=True, machine_transcription=True)
    assert len(places(house, meeting)) == 1
    asked = talk.leave_out(talk.ben, minutes=5)
    assert places(house, meeting) == []
    talk.undo(talk.ben, asked)
    assert len(places(house, meeting)) == 1 and first.at + timedelta(seconds=first.seconds) < second.at
