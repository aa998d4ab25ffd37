"""Many who came in at once, by address or browser: seen whole, and nobody who came quietly is among them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from facilitation.seats.rushes import MANY, rushes
from facilitation.seats.watch import Watch
from retreat.database import Database
from retreat.people.arrivals import Arrived, arrivals, mark_in, mark_out
from tests.live.seats.door import Door
from tests.support.clock import HandClock

START = HandClock()()


def came(number: int, *, after_s: float, near: str | None = "hall", browser: str | None = None) -> Arrived:
    return Arrived(
        id=str(number),
        name=None,
        sector=None,
        at=START + timedelta(seconds=after_s),
        near=near,
        browser=browser,
        left_at=None,
        out_at=None,
    )


def ids(people: tuple[Arrived, ...]) -> list[int]:
    return [int(one.id) for one in people]


def test_a_hall_that_comes_in_slowly_when_looked_at_then_there_is_no_rush() -> None:
    assert rushes(came(number, after_s=7 * number) for number in range(60)) == []


def test_three_hundred_in_seven_seconds_when_others_come_quietly_before_and_after_then_they_alone_are_the_rush() -> (
    None
):
    quiet = [came(number, after_s=90 * number) for number in range(20)]
    flood = [came(100 + number, after_s=1_845 + number / 43) for number in range(300)]
    late = [came(500 + number, after_s=2_000 + 90 * number) for number in range(5)]

    (found,) = rushes([*quiet, *flood, *late])

    assert (found.how, ids(found.people)) == ("address", list(range(100, 400)))


def test_two_rushes_of_one_address_when_told_then_the_latest_is_first() -> None:
    many = MANY["address"]
    first = [came(number, after_s=number) for number in range(many)]
    second = [came(100 + number, after_s=4_000 + number) for number in range(many)]

    assert [ids(one.people)[0] for one in rushes([*first, *second])] == [100, 0]


def test_addresses_of_their_own_when_many_come_at_once_then_there_is_no_rush() -> None:
    assert rushes(came(number, after_s=number / 10, near=f"phone {number}") for number in range(100)) == []


def test_one_browser_with_several_when_they_come_within_a_minute_then_it_is_told_once() -> None:
    found = rushes(came(number, after_s=number, browser="tablet") for number in range(MANY["browser"]))

    assert [one.how for one in found] == ["browser"]


def test_those_who_were_taken_out_or_whose_address_is_forgotten_when_looked_at_then_they_are_in_no_rush() -> None:
    assert rushes(came(number, after_s=0, near=None) for number in range(50)) == []


@pytest.mark.both_engines
def test_a_desk_when_many_come_and_are_taken_out_and_let_in_then_it_is_told_each_time(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    door, watch = Door.open(database, clock, tmp_path), Watch()
    event_id, session_id = door.meeting.event_id, door.meeting.session_id

    def told() -> list[int]:
        with database.read() as db:
            return [one["people"] for one in watch.told(db, session_id)]

    before = told()
    people = [door.join().id for _ in range(12)]
    seen = told()
    door.join(address="10.0.0.8")
    database.write(lambda db: mark_out(db, event_id, people, now=clock()))
    out = told()
    database.write(lambda db: mark_in(db, event_id, people))

    assert (before, seen, out, told()) == ([], [12], [], [12])
    with database.read() as db:
        assert len({one.near for one in arrivals(db, event_id)}) == 2
