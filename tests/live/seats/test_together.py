"""Pairs and threes: nobody is left alone, groups stay as they are, and whoever comes late joins the smallest.

Each was seen failing once: with an odd one left alone, with groups made again for a newcomer, with a group that grows
without end, and with people of another table.
"""

from __future__ import annotations

import pytest

from facilitation.seats.grouping import first_groups, joined, sizes
from facilitation.seats.together import Together, together
from retreat.database import Database
from retreat.people.operations import end_token
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

pytestmark = pytest.mark.both_engines
PAIRS = 1


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("people", range(2, 14))
def test_people_when_they_fall_into_groups_then_nobody_is_alone_and_no_group_has_more_than_one_too_many(
    people: int, size: int
) -> None:
    found = sizes(people, size)

    assert sum(found) == people
    assert all(2 <= many <= size + (size == 2) for many in found)


def test_newcomers_when_they_join_one_by_one_then_no_group_grows_without_end() -> None:
    numbers = first_groups(["a"], 2)
    for name in "bcdefg":
        numbers = joined(numbers, name, 2)

    groups = [list(numbers.values()).count(number) for number in set(numbers.values())]
    assert sorted(groups) == [2, 2, 3]
    assert joined({}, "a", 2) == {"a": 1}
    assert joined({"a": 1, "b": 1, "c": 2}, "d", 3) == {"a": 1, "b": 1, "c": 2, "d": 2}


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    """A session at two tables, its step of pairs open."""
    meeting = Meeting.open(database, clock, "lifting_the_rock", tables=2)
    meeting.leader.send("round.open", meeting.round_ids[PAIRS])
    return meeting


def at(meeting: Meeting, name: str | None, table: int = 1) -> Person:
    return meeting.join(name, table=meeting.table_ids[table - 1])


def group(person: Person) -> Together:
    """Whom somebody talks with."""
    found = together(person.meeting.database, person.seat, person.meeting.round_ids[PAIRS])
    assert found is not None
    return found


def test_pairs_when_first_asked_for_then_they_are_of_one_table_and_stay(meeting: Meeting) -> None:
    people = {name: at(meeting, name) for name in ("Ana", "Ben", "Cy", "Dee")}
    at(meeting, "Elsewhere", 2)
    first = {name: group(person) for name, person in people.items()}

    for name, told in first.items():
        (other,) = told.names
        assert first[other].names == (name,)
    newcomer = group(at(meeting, None))
    again = {name: group(person) for name, person in people.items()}

    assert newcomer.nameless == 0 and len(newcomer.names) == 2
    assert {name: told.names for name, told in again.items()} == {name: told.names for name, told in first.items()}
    assert sorted(told.nameless for told in again.values()) == [0, 0, 1, 1]


def test_pair_when_one_has_left_then_whoever_comes_next_joins_the_other(meeting: Meeting) -> None:
    people = {name: at(meeting, name) for name in ("Ana", "Ben", "Cy", "Dee")}
    (gone,) = group(people["Ana"]).names
    meeting.database.write(lambda db: end_token(db, people[gone].seat.id, now=meeting.clock()))

    newcomer = group(at(meeting, "Eve"))

    assert newcomer.names == ("Ana",)
    assert group(people["Ana"]).names == ("Eve",)


def test_round_when_it_has_no_groups_or_is_closed_then_there_is_nobody_to_be_told_of(meeting: Meeting) -> None:
    ana = at(meeting, "Ana")
    alone = together(meeting.database, ana.seat, meeting.round_ids[0])
    meeting.leader.send("round.close", meeting.round_ids[PAIRS])

    assert alone is None
    assert together(meeting.database, ana.seat, meeting.round_ids[PAIRS]) is None
    assert together(meeting.database, meeting.leader.seat, meeting.round_ids[PAIRS]) is None
