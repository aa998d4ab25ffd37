"""What phones say about sound before everybody has a table again, and tables that carry over from the last session."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app import create_app
from retreat.database import Database
from retreat.house import House
from retreat.people.access import sit_down
from retreat.programme.operations import plan_sound
from retreat.recordings.at_table import may_be_recorded
from retreat.recordings.held.holding import is_held
from retreat.recordings.models import AudioRecording
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES
from tests.record.sound import wav
from tests.support.clock import HandClock
from tests.support.meeting import YES, Meeting, Person
from tests.support.rooms import let_in, make_house, send_sound


@pytest.fixture
def house(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> House:
    return make_house(sqlite_database, clock, tmp_path)


def told(person: Person) -> list[bool]:
    return [op["body"]["recorded"] for op in person.heard() if op["kind"] == "sound.may"]


def may(house: House, meeting: Meeting, table: int) -> bool:
    with house.database.read() as db:
        return may_be_recorded(db, meeting.session_id, meeting.table_ids[table - 1])


def test_a_table_when_somebody_in_the_session_has_none_yet_then_nobody_reads_that_it_may_be_recorded(
    house: House, clock: HandClock
) -> None:
    meeting = Meeting.open(house.database, clock, tables=2)
    ana = meeting.join("Ana", SOUND_YES, table=1)
    alone = may(house, meeting, 1)

    late = meeting.join("Ben", SOUND_YES)
    waiting = may(house, meeting, 1)
    house.database.write(lambda db: sit_down(db, late.seat, meeting.table_ids[1], now=clock()))

    assert (alone, waiting, may(house, meeting, 1)) == (True, False, True)
    assert told(ana) == [False, True]


def test_sound_of_a_table_when_one_who_has_not_agreed_never_chose_a_table_then_it_is_held_back(
    house: House, clock: HandClock
) -> None:
    browser, meeting = Browser(create_app(house)), Meeting.open(house.database, clock, tables=2)
    let_in(browser, house)
    meeting.join("Ana", SOUND_YES, table=1)
    ben = meeting.join("Ben", YES)

    send_sound(browser, meeting.session_id, wav(3.0), table="1")
    with house.database.read() as db:
        (one,) = db.scalars(select(AudioRecording.id))
        at_first = is_held(db, one)
    house.database.write(lambda db: sit_down(db, ben.seat, meeting.table_ids[1], now=clock()))

    assert at_first
    with house.database.read() as db:
        assert not is_held(db, one), "they were at the other table all the time"


def test_the_next_session_when_somebody_comes_in_then_they_sit_where_they_sat_and_can_change_it(
    house: House, clock: HandClock
) -> None:
    first = Meeting.open(house.database, clock, tables=3)
    house.database.write(lambda db: plan_sound(db, first.session_id, without_sound=False, quiet_table=3))
    ana, quiet, loose = (
        first.join("Ana", SOUND_YES, table=2),
        first.join("Ben", YES, table=3),
        first.join("Cem", SOUND_YES, table=1),
    )
    clock.forward(minutes=60)
    second = Meeting.open(house.database, clock, tables=2, event_id=first.event_id)
    house.database.write(lambda db: plan_sound(db, second.session_id, without_sound=False, quiet_table=1))

    seats = [second.join(None, token=one.token).seat.table_id for one in (ana, quiet, loose)]

    # Whoever sat at the table without sound sits at that one again; nobody else comes to it in this way.
    assert seats == [second.table_ids[1], second.table_ids[0], None]
