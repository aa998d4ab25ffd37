"""A talking circle: places are taken once, the turn goes round, and nothing tells who passed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.interactions.circle.options import wrong_options
from retreat.database import Database
from retreat.log.models import LogOperation
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person


def circle_of(database: Database, clock: HandClock, *names: str) -> tuple[Meeting, list[Person]]:
    """A circle that has begun, people sitting in the order of their names."""
    meeting = Meeting.open(database, clock, "talking circle")
    people = [meeting.join(name) for name in names]
    for person in people:
        assert "seq" in person.send("circle.join", round_id=meeting.round_ids[0])
    if people:
        assert "seq" in meeting.leader.send("circle.begin", meeting.round_ids[0])
    return meeting, people


def turn_of(meeting: Meeting) -> int | None:
    """The place that has the turn."""
    found: int | None = meeting.leader.board()["circles"][meeting.round_ids[0]]["turn"]
    return found


@pytest.mark.both_engines
def test_turn_when_handed_on_then_it_goes_by_place_and_ends(database: Database, clock: HandClock) -> None:
    meeting, people = circle_of(database, clock, "Ana", "Ben", "Cy")
    turns = [turn_of(meeting)]

    for place, person in enumerate(people, 1):
        person.send("circle.next", meeting.round_ids[0], turn=place)
        turns.append(turn_of(meeting))

    assert turns == [1, 2, 3, None]
    assert meeting.leader.send("circle.next", meeting.round_ids[0], turn=3)["code"] == "stale"


def test_turn_when_somebody_else_hands_it_on_then_refused_but_not_the_desk(
    database: Database, clock: HandClock
) -> None:
    meeting, (_ana, ben) = circle_of(database, clock, "Ana", "Ben")

    assert ben.send("circle.next", meeting.round_ids[0], turn=1)["code"] == "not_permitted"
    assert "seq" in meeting.leader.send("circle.next", meeting.round_ids[0], turn=1)


def test_turn_when_two_hand_it_on_at_once_then_nobody_is_skipped(database: Database, clock: HandClock) -> None:
    meeting, (ana, _ben) = circle_of(database, clock, "Ana", "Ben")
    ana.send("circle.next", meeting.round_ids[0], turn=1)

    late = meeting.leader.send("circle.next", meeting.round_ids[0], turn=1)

    assert (late["code"], turn_of(meeting)) == ("stale", 2)


def test_place_when_one_is_taken_already_then_refused(database: Database, clock: HandClock) -> None:
    meeting, (ana,) = circle_of(database, clock, "Ana")
    here = {"round_id": meeting.round_ids[0]}

    assert ana.send("circle.join", **here)["code"] == "not_permitted"
    assert meeting.join("Ben").send("circle.join", place=1, **here)["code"] == "not_permitted"
    assert ana.snapshot()["mine"] == list(ana.board()["circles"][meeting.round_ids[0]]["places"])


def test_newcomer_when_the_circle_goes_round_then_they_have_a_turn_too(database: Database, clock: HandClock) -> None:
    meeting, (ana,) = circle_of(database, clock, "Ana")
    meeting.join("Ben").send("circle.join", round_id=meeting.round_ids[0], place=7)

    ana.send("circle.next", meeting.round_ids[0], turn=1)

    assert turn_of(meeting) == 7


@pytest.mark.both_engines
def test_latecomer_when_the_turn_has_passed_their_place_then_they_have_it_before_the_round_ends(
    database: Database, clock: HandClock
) -> None:
    meeting, (ana, ben, cy) = circle_of(database, clock, "Ana", "Ben", "Cy")
    here = {"round_id": meeting.round_ids[0]}
    ana.send("circle.leave", place_of(meeting, 1), **here)
    ben.send("circle.next", meeting.round_ids[0], turn=2)

    dee = meeting.join("Dee")
    dee.send("circle.join", place=1, **here)
    cy.send("circle.next", meeting.round_ids[0], turn=3)

    assert turn_of(meeting) == 1
    dee.send("circle.next", meeting.round_ids[0], turn=1)
    assert turn_of(meeting) is None
    meeting.leader.send("circle.begin", meeting.round_ids[0])
    assert turn_of(meeting) == 1


def place_of(meeting: Meeting, number: int) -> str:
    """The id of the place with that number."""
    places = meeting.leader.board()["circles"][meeting.round_ids[0]]["places"]
    return next(key for key, seat in places.items() if seat["place"] == number)


@pytest.mark.both_engines
def test_place_when_given_up_then_the_turn_goes_past_it_and_another_can_be_taken(
    database: Database, clock: HandClock
) -> None:
    meeting, (ana, ben, _cy) = circle_of(database, clock, "Ana", "Ben", "Cy")
    here = {"round_id": meeting.round_ids[0]}

    left = ben.send("circle.leave", place_of(meeting, 2), **here)
    again = ben.send("circle.join", place=9, **here)
    ana.send("circle.next", meeting.round_ids[0], turn=1)

    assert "seq" in left and "seq" in again
    assert turn_of(meeting) == 3
    assert "seq" in meeting.leader.send("circle.next", meeting.round_ids[0], turn=3)
    assert turn_of(meeting) == 9


@pytest.mark.parametrize("names,turn", [(("Ana", "Ben"), 2), (("Ana",), None)])
def test_place_when_given_up_by_whoever_has_the_turn_then_it_goes_on(
    database: Database, clock: HandClock, names: tuple[str, ...], turn: int | None
) -> None:
    meeting, people = circle_of(database, clock, *names)

    people[0].send("circle.leave", place_of(meeting, 1), round_id=meeting.round_ids[0])

    assert turn_of(meeting) == turn
    late = meeting.leader.send("circle.next", meeting.round_ids[0], turn=1)
    assert late["code"] == "stale"


def test_place_when_it_is_not_ones_own_or_gone_then_it_cannot_be_given_up(database: Database, clock: HandClock) -> None:
    meeting, (ana, ben) = circle_of(database, clock, "Ana", "Ben")
    here, first = {"round_id": meeting.round_ids[0]}, place_of(meeting, 1)

    assert ben.send("circle.leave", first, **here)["code"] == "not_permitted"
    ana.send("circle.leave", first, **here)
    assert ana.send("circle.leave", first, **here)["code"] == "gone"
    assert ana.send("circle.join", first, **here)["code"] == "not_permitted"


def test_circle_when_nobody_sits_there_then_it_cannot_begin(database: Database, clock: HandClock) -> None:
    meeting, _nobody = circle_of(database, clock)

    assert meeting.leader.send("circle.begin", meeting.round_ids[0])["code"] == "not_permitted"


def test_pass_when_the_turn_is_handed_on_then_the_log_says_no_more_than_after_speaking(
    database: Database, clock: HandClock
) -> None:
    meeting, people = circle_of(database, clock, "Ana", "Ben")
    for place, person in enumerate(people, 1):
        person.send("circle.next", meeting.round_ids[0], turn=place)

    with database.read() as db:
        kept = db.scalars(select(LogOperation).where(LogOperation.kind == "circle.next")).all()

    assert [set(one.body) for one in kept] == [{"turn", "lap"}] * 2


@pytest.mark.parametrize(
    "options,wrong",
    [
        ({}, []),
        ({"minutes_each": 10, "rounds_of_talk": 3}, []),
        ({"minutes_each": 11}, ["minutes_each"]),
        ({"rounds_of_talk": 0}, ["rounds_of_talk"]),
        ({"talk": True}, ["talk"]),
    ],
)
def test_step_when_its_options_cannot_be_used_then_the_field_is_named(
    options: dict[str, object], wrong: list[str]
) -> None:
    assert [name for name, _problem in wrong_options(options)] == wrong
