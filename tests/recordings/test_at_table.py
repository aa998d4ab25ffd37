"""What phones say about sound is true of their table: recorded only where everybody there has said yes."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from retreat.database import Database
from retreat.people.access import sit_down
from retreat.people.models import Participant
from retreat.recordings.at_table import may_be_recorded
from tests.support.clock import HandClock
from tests.support.meeting import YES, Meeting, Person

SOUND = {"audio_recorded": True, "machine_transcription": True}
pytestmark = pytest.mark.both_engines


def told(person: Person) -> list[bool]:
    """What a phone was told since it came."""
    return [op["body"]["recorded"] for op in person.heard() if op["kind"] == "sound.may"]


def may(meeting: Meeting, table: int | None) -> bool:
    with meeting.database.read() as db:
        return may_be_recorded(db, meeting.session_id, None if table is None else meeting.table_ids[table - 1])


@pytest.mark.parametrize(
    "answers", [{}, {"audio_recorded": False}, {"audio_recorded": True}, SOUND | {"quotes": "none"}]
)
def test_a_table_when_one_more_sits_down_then_it_is_recorded_only_if_they_said_yes_to_all_of_it(
    meeting: Meeting, answers: dict[str, object]
) -> None:
    ana = meeting.join("Ana", YES | SOUND, table=1)
    elsewhere = meeting.join("Cy", YES | SOUND, table=2)

    meeting.join("Ben", YES | answers, table=1)

    said_yes = answers.keys() >= SOUND.keys()
    assert may(meeting, 1) is said_yes and may(meeting, 2)
    assert told(ana) == ([] if said_yes else [False]) and told(elsewhere) == []


def test_a_table_when_somebody_changes_their_mind_or_moves_then_each_phone_there_is_told_and_not_who(
    meeting: Meeting, database: Database, clock: HandClock
) -> None:
    ana, ben = (meeting.join(name, YES | SOUND, table=1) for name in ("Ana", "Ben"))

    ben.answer(**dict.fromkeys(SOUND, False))
    assert (told(ana), may(meeting, 1)) == ([False], False)
    database.write(lambda db: sit_down(db, ben.seat, meeting.table_ids[1], now=clock()))

    assert (told(ana), may(meeting, 1), may(meeting, 2)) == ([False, True], True, False)
    said = [op for op in ana.heard() if op["kind"] == "sound.may"]
    assert {op["actor"] for op in said} == {None} and {op["target_id"] for op in said} == {meeting.table_ids[0]}
    assert ana.board()["recorded"] is True


def test_a_session_without_tables_when_one_there_has_not_answered_then_nobody_may_be_recorded(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock)
    ana = meeting.join("Ana", YES | SOUND)

    meeting.join("Ben", {"attend": True})

    assert (told(ana), may(meeting, None)) == ([False], False)


def test_a_table_when_nobody_sits_there_then_nobody_may_be_recorded(meeting: Meeting) -> None:
    assert not may(meeting, 1)


def test_people_who_leave_when_they_had_said_no_then_the_others_may_be_recorded_again(meeting: Meeting) -> None:
    meeting.join("Ana", YES | SOUND, table=1)
    ben = meeting.join("Ben", YES, table=1)

    def leave(db: Session) -> None:
        db.get_one(Participant, ben.seat.id).revoked_at = meeting.clock()

    meeting.database.write(leave)

    assert may(meeting, 1)
