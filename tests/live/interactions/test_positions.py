"""A card on a line: placings keep their dates, the latest counts, and nobody learns of a group that is small."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from facilitation.activities.reading import BadActivity, read_activity
from facilitation.interactions import STAYS
from facilitation.interactions.position.loading import spread_for_desk
from facilitation.interactions.position.models import PositionRow
from facilitation.interactions.position.spread import Placing, by_card, place_of, spread
from facilitation.phone_view import stays_of
from retreat.clock import to_text
from retreat.consent.operations import record_answers
from retreat.database import Database
from retreat.ids import system_ids
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

LINE = {"cards": ["Rain is good.", "Tea is better."], "ends": ["No", "Yes"]}


def meeting_of(database: Database, clock: HandClock) -> Meeting:
    """A session whose first round asks for cards before a talk, its third after it."""
    return Meeting.open(database, clock, "where we stand")


def place(person: Person, value: int, target_id: str, card: str = "card-1", **more: object) -> dict[str, object]:
    """Place a card; the answer."""
    return person.send("position.set", target_id, scale_id=card, value=value, **more)


def at_desk(meeting: Meeting) -> list[dict[str, object]]:
    """What the desk is told of the first round."""
    with meeting.database.read() as db:
        return list(spread_for_desk(db, meeting.session_id, meeting.round_ids[0])["spread"])


def at(**places: int) -> list[int]:
    """Eleven counts: ``_3=2`` is two people at the third tenth."""
    return [places.get(f"_{place}", 0) for place in range(11)]


@pytest.mark.both_engines
def test_placing_when_moved_then_both_are_kept_with_their_dates_and_the_latest_counts(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")

    place(ana, 20, "of-ana")
    place(ana, 80, "of-ana")

    with database.read() as db:
        rows = db.execute(select(PositionRow).order_by(PositionRow.at)).scalars().all()
    assert [(row.value, row.moment, row.seat, row.round_id) for row in rows] == [
        (20, "before", None, meeting.round_ids[0]),
        (80, "before", None, meeting.round_ids[0]),
    ]
    assert rows[0].at < rows[1].at
    assert to_text(rows[1].at) == ana.board()["positions"]["of-ana"]["at"]
    assert at_desk(meeting)[0]["groups"] == [{"name": None, "people": 1, "at": at(_8=1)}]


@pytest.mark.both_engines
def test_card_when_placed_again_in_a_later_round_then_before_and_after_stand_beside_each_other(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")
    place(ana, 10, "before-of-ana")
    meeting.leader.send("round.close", meeting.round_ids[0])
    meeting.leader.send("round.open", meeting.round_ids[2])

    place(ana, 90, "after-of-ana")

    rows = at_desk(meeting)
    assert [(row["moment"], row["groups"][0]["at"]) for row in rows] == [("before", at(_1=1)), ("after", at(_9=1))]


def test_card_when_placed_from_a_seat_then_it_stands_apart_from_ones_own(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana", sector="Academic")

    place(ana, 10, "own")
    place(ana, 90, "worn", seat="seat-2")

    assert [(row["seat"], row["groups"][0]["at"]) for row in at_desk(meeting)] == [
        (None, at(_1=1)),
        ("seat-2", at(_9=1)),
    ]


@pytest.mark.parametrize(
    "more", [{"card": "card-9"}, {"card": "x"}, {"seat": "seat-9"}, {"moment": "after"}], ids=lambda more: str(more)
)
def test_placing_when_the_step_has_no_such_thing_then_refused(
    database: Database, clock: HandClock, more: dict[str, str]
) -> None:
    ana = meeting_of(database, clock).join("Ana")

    assert place(ana, 10, "own", **more)["code"] == "not_permitted"


def test_placing_when_another_takes_its_id_then_refused(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)
    place(meeting.join("Ana"), 10, "of-ana")

    assert place(meeting.join("Ben"), 20, "of-ana")["code"] == "not_permitted"


@pytest.mark.both_engines
def test_spread_when_shown_then_everybody_gets_counts_and_nobodys_own_place(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    people = [meeting.join(f"P{n}", sector="Academic" if n < 5 else "Third sector") for n in range(10)]
    for number, person in enumerate(people):
        place(person, number * 10, f"position-{number}")

    meeting.leader.send("positions.show", meeting.round_ids[0])

    board = people[0].board()
    (row,) = board["spreads"][meeting.round_ids[0]]["spread"]
    assert [(group["name"], group["people"]) for group in row["groups"]] == [("Academic", 5), ("Third sector", 5)]
    assert set(board["positions"]) == {"position-0"}


@pytest.mark.both_engines
def test_spread_when_somebody_said_no_since_then_they_are_not_in_it(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    place(ana, 10, "of-ana")
    place(ben, 90, "of-ben")

    no = {"notes_kept": "no"}
    database.write(
        lambda db: record_answers(db, participant_id=ana.seat.id, answers=no, how="form", now=clock(), ids=system_ids)
    )

    assert at_desk(meeting)[0]["groups"] == [{"name": None, "people": 1, "at": at(_9=1)}]


def test_spread_when_a_participant_shows_it_then_refused(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)

    assert meeting.join("Ana").send("positions.show", meeting.round_ids[0])["code"] == "not_permitted"


def test_spread_when_the_round_is_of_another_kind_then_there_is_none(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)

    assert meeting.leader.send("positions.show", meeting.round_ids[1])["code"] == "gone"


def test_spread_when_a_step_of_another_kind_follows_then_it_stays_in_sight_until_positions_are_asked_for_again(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    before, talk, after = meeting.round_ids[:3]
    stays: list[str | None] = []

    def look(of: str) -> None:
        board = meeting.leader.board()
        found = stays_of(board, board["rounds"][of], STAYS)
        stays.append(found["id"] if found else None)

    look(before)
    meeting.leader.send("round.open", talk)
    look(talk)
    meeting.leader.send("positions.show", before)
    for of in (before, talk):
        look(of)
    meeting.leader.send("round.open", after)
    look(after)

    assert stays == [None, None, None, before, None]


def placings(**sectors: int) -> list[Placing]:
    """So many people of each sector at the middle."""
    return [
        Placing(person=f"{name} {place}", card="card-1", seat=None, moment=None, value=50, sector=name)
        for name, people in sectors.items()
        for place in range(people)
    ]


def test_before_and_after_when_a_group_is_small_in_one_then_both_have_the_same_lines_with_a_gap_there() -> None:
    before, after = placings(a=5, b=5, c=2), placings(a=5, b=2, c=5)
    rows = spread(
        [replace(one, moment=moment) for moment, many in (("before", before), ("after", after)) for one in many],
        for_everyone=True,
    )

    ((seat,),) = ([card["seats"] for card in by_card({"cards": ["Rain"]}, (), rows)],)

    told = [[(group["name"], group["people"]) for group in row["groups"]] for row in seat[0]["spreads"]]
    names = [[name for name, _people in row] for row in told]
    assert names[0] == names[1] == ["b", "c", None]
    assert [group["at"] is None for row in seat[0]["spreads"] for group in row["groups"]] == [
        people == 0 for row in told for _name, people in row
    ]
    assert all(people == 0 or people >= 5 for row in told for _name, people in row)


@pytest.mark.parametrize("people,moved", [(5, [2, 5]), (4, None)])
def test_cards_when_placed_again_then_it_is_told_how_many_moved_of_five_and_more(
    people: int, moved: list[int] | None
) -> None:
    before = [replace(one, moment="before") for one in placings(a=people)]
    after = [replace(one, moment="after", value=90 if at < 2 else 50) for at, one in enumerate(before)]
    only_after = replace(after[0], person="somebody else")

    rows = spread([*before, *after, only_after], for_everyone=False)

    assert [row.get("moved") for row in rows] == [None, moved]


def test_values_when_put_at_their_nearest_place_then_both_sides_are_alike() -> None:
    assert [place_of(value) for value in (0, 4, 5, 6, 44, 45, 46, 50)] == [0, 0, 0, 1, 4, 4, 5, 5]
    assert all(place_of(value) + place_of(100 - value) == 10 for value in range(101))


@pytest.mark.parametrize(
    "sectors,everyone,desk",
    [
        ({"a": 5, "b": 6}, [("a", 5), ("b", 6)], [("a", 5), ("b", 6)]),
        ({"a": 5, "b": 4}, [(None, 9)], [(None, 9)]),
        ({"a": 7, "b": 5, "c": 2}, [("a", 7), (None, 7)], [("a", 7), (None, 7)]),
        ({"a": 4}, [], [(None, 4)]),
    ],
)
def test_groups_when_one_is_small_then_no_name_and_no_sum_gives_it_away(
    sectors: dict[str, int], everyone: list[tuple[str | None, int]], desk: list[tuple[str | None, int]]
) -> None:
    def told(*, for_everyone: bool) -> list[tuple[str | None, int]]:
        rows = spread(placings(**sectors), for_everyone=for_everyone)
        return [(group["name"], group["people"]) for row in rows for group in row["groups"]]

    assert told(for_everyone=True) == everyone
    assert told(for_everyone=False) == desk


@pytest.mark.parametrize(
    "changes,field",
    [
        ({"cards": []}, "cards"),
        ({"cards": ["same", "Same "]}, "cards"),
        ({"cards": [str(n) for n in range(13)]}, "cards"),
        ({"ends": ["one"]}, "ends"),
        ({"moments": ["noon"]}, "moments"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_step_when_its_options_cannot_be_used_then_the_field_is_named(changes: dict[str, object], field: str) -> None:
    step = {"title": "A line", "interaction": "position", "prompts": ["Where?"], "options": LINE | changes}
    activity = {"name": "A", "purpose": "B.", "group_shape": "C", "attribution_ceiling": "none", "steps": [step]}

    with pytest.raises(BadActivity) as bad:
        read_activity("a", activity)

    assert [wrong.field for wrong in bad.value.wrong] == [f"steps[1].options.{field}"]
