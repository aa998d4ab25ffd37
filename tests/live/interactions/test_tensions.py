"""Tensions: each side in words that its holders could sign, “neither” beside them, and nobody can count."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.activities.reading import BadActivity, read_activity
from facilitation.interactions.tension.holding import how_held
from facilitation.interactions.tension.loading import held_for_desk
from facilitation.interactions.tension.models import TensionHold
from facilitation.interactions.tension.reading import ReadTension, tensions_of
from facilitation.interactions.tension.record import TABLE
from facilitation.interactions.tension.words import KIND_WORDS, LEFT_WORDS, about
from retreat.consent.gate import Owner
from retreat.consent.operations import record_answers
from retreat.database import Database
from retreat.ids import system_ids
from retreat.log.makings import own_made
from retreat.log.models import Words
from retreat.log.nouns.tension import LEFT, TENSION_KINDS
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

SPEED = "speed-of-ana"


def meeting_of(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock, "holding a tension", tables=2)


def say(person: Person, target_id: str = SPEED, text: str = "Speed.", on: str = "tension-1", **more: Any) -> Any:
    """Put a side into words; the answer."""
    body = {"round_id": person.meeting.round_ids[0], "tension_id": on, "text": text} | more
    return person.send("tension.side", target_id, **body)


def sign(person: Person, target_id: str | None = None, side: str = SPEED, version: int = 1) -> Any:
    """Say that one could sign it; the answer."""
    return person.send("tension.sign", target_id, side_id=side, version=version)


def at_desk(meeting: Meeting) -> dict[str, str]:
    with meeting.database.read() as db:
        found: dict[str, str] = held_for_desk(db, meeting.session_id, meeting.round_ids[0])["held"]
    return found


def recorded(meeting: Meeting) -> list[ReadTension]:
    with meeting.database.read() as db:
        return [each for step in tensions_of(db, Owner(), meeting.session_id) for each in step.tensions]


@pytest.mark.both_engines
def test_side_when_signed_by_many_then_others_hear_once_and_the_desk_learns_of_five_and_more(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    people = [meeting.join(f"P{n}") for n in range(6)]
    say(people[0])
    assert at_desk(meeting) == {SPEED: "nobody"}
    heard = []

    for number, person in enumerate(people[:5]):
        sign(person, f"hold-{number}")
        heard.append(at_desk(meeting)[SPEED])

    assert heard == ["somebody"] * 4 + ["several"]
    told = [op for op in people[5].heard() if op["kind"] == "tension.sign"]
    assert [(op["target_id"], op["actor"], op["body"]) for op in told] == [
        ("hold-0", None, {"side_id": SPEED, "version": 1})
    ]
    assert people[5].board()["sides"][SPEED]["held"] is True
    assert "hold-3" in people[3].snapshot()["mine"]


@pytest.mark.both_engines
def test_side_when_reworded_then_nobody_has_signed_the_new_words_and_the_old_ones_stay_in_the_log(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    say(ana)
    sign(ben)

    answer = ana.send("tension.reword", SPEED, text="Speed, where safe.", protects="those who wait", base_version=1)

    assert "seq" in answer
    assert at_desk(meeting) == {SPEED: "nobody"} and ben.board()["sides"][SPEED]["held"] is False
    assert sign(ben, version=1)["code"] == "stale"
    assert "seq" in sign(ben, version=2)
    assert ana.board()["sides"][SPEED]["held"] is True
    with database.read() as db:
        kept = db.scalars(select(Words.texts).where(Words.target_id == SPEED).order_by(Words.version)).all()
    assert [texts["text"] for texts in kept] == ["Speed.", "Speed, where safe."]


def test_hold_when_taken_back_then_its_dates_are_kept_and_it_counts_no_more(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    say(ana)
    sign(ben, "hold")

    assert ana.send("tension.unsign", "hold")["code"] == "gone"
    assert "seq" in ben.send("tension.unsign", "hold")

    assert at_desk(meeting) == {SPEED: "nobody"} and ana.board()["sides"][SPEED]["held"] is False
    assert ben.send("tension.unsign", "hold")["code"] == "gone"
    with database.read() as db:
        row = db.scalars(select(TensionHold)).one()
    assert row.withdrawn_at is not None and row.withdrawn_at > row.at
    assert "seq" in sign(ben, "again")


@pytest.mark.both_engines
def test_holder_when_they_want_nothing_kept_then_they_hold_nothing(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    say(ana)
    sign(ben)
    no = {"notes_kept": "no"}

    database.write(
        lambda db: record_answers(db, participant_id=ben.seat.id, answers=no, how="form", now=clock(), ids=system_ids)
    )

    assert at_desk(meeting) == {SPEED: "nobody"}
    assert [one.is_held for one in recorded(meeting)[0].sides] == [False]
    assert sign(ben)["code"] == "consent_missing"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("tension.side", {"tension_id": "tension-9"}),
        ("tension.side", {"tension_id": "nothing"}),
        ("tension.side", {"round_id": "nothing"}),
        ("tension.side", {"share": "table"}),
        ("tension.sign", {"side_id": "neither-of-ana", "version": 1}),
        ("tension.mark", {"about": "facts", "applies": "yes"}),
        ("tension.leave", {"left": "agreed"}),
    ],
    ids=lambda one: str(one),
)
def test_act_when_there_is_no_such_thing_or_it_is_not_theirs_then_refused(
    database: Database, clock: HandClock, kind: str, more: dict[str, Any]
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")
    place = {"round_id": meeting.round_ids[0], "tension_id": "tension-1"}
    ana.send("tension.neither", "neither-of-ana", **place, text="Both.")
    body = (place if kind != "tension.sign" else {}) | ({"text": "No."} if kind == "tension.side" else {}) | more

    assert ana.send(kind, **body)["code"] in ("gone", "not_permitted")


def test_tension_when_named_for_the_people_leading_then_others_neither_see_it_nor_write_on_it(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    ana.send("tension.name", "quiet", round_id=meeting.round_ids[0], text="A quiet one", share="facilitators")

    assert say(ben, on="quiet")["code"] == "gone"
    assert "seq" in say(meeting.leader, "of-desk", on="quiet", share="facilitators")
    assert ben.board()["tensions"] == {} and ben.board()["sides"] == {}
    assert sign(ben, side="of-desk")["code"] == "gone"
    assert "seq" in sign(ana, side=say_id(ana))


def say_id(person: Person) -> str:
    """A side of this person's own."""
    say(person, "own-side")
    return "own-side"


@pytest.mark.both_engines
def test_later_round_when_it_is_open_then_the_tensions_of_the_earlier_one_go_on_in_it(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")
    meeting.leader.send("round.close", meeting.round_ids[0])
    clock.forward(minutes=1)
    assert say(ana, "too-late")["code"] == "round_closed"
    meeting.leader.send("round.open", meeting.round_ids[1])

    assert "seq" in say(ana)
    place = {"round_id": meeting.round_ids[0], "tension_id": "tension-1"}
    for each in ("power", "facts"):
        assert "seq" in meeting.leader.send("tension.mark", **place, about=each, applies="yes")
    meeting.leader.send("tension.leave", **place, left="parked")

    first = recorded(meeting)[0]
    assert (first.kinds, first.left, [one.text for one in first.sides]) == (["facts", "power"], "parked", ["Speed."])


@pytest.mark.both_engines
def test_side_when_set_aside_then_no_page_has_it_and_its_author_may_still_erase_it(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    say(ana, text="Ben is careless.")
    assert ben.send("tension.remove", SPEED)["code"] == "not_permitted"

    meeting.leader.send("tension.remove", SPEED)

    assert recorded(meeting) == [] and SPEED not in ana.board()["sides"]
    assert "careless" not in str(ben.heard())
    with database.read() as db:
        assert [one.set_aside for one in own_made(db, ana.seat.id)] == [True]
    assert "seq" in ana.send("tension.remove", SPEED)
    with database.read() as db:
        assert own_made(db, ana.seat.id) == []


def test_tension_when_its_author_takes_it_back_then_what_others_said_on_it_stays(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    ana.send("tension.name", "named", round_id=meeting.round_ids[0], text="Speed or care?")
    say(ben, "care", "Care.", on="named")

    ana.send("tension.remove", "named")

    assert ben.board()["tensions"]["named"]["text"] is None
    found = next(one for one in recorded(meeting) if one.sides)
    assert (found.text, [one.text for one in found.sides]) == (None, ["Care."])


def test_table_when_read_then_every_statement_is_a_row_and_none_holds_a_number_of_people(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    people = [meeting.join(f"P{n}") for n in range(6)]
    say(people[0], protects="those who wait")
    people[1].send(
        "tension.neither", "both", round_id=meeting.round_ids[0], tension_id="tension-1", text="Both at once."
    )
    for person in people:
        sign(person)

    with database.read() as db:
        rows = [dict(zip(TABLE.columns, row, strict=True)) for row in TABLE.rows(db, Owner(), meeting.session_id)]

    said = [(row["stance"], row["words"], row["protects"], row["somebody_could_sign_it"]) for row in rows]
    assert said == [
        ("side", "Speed.", "those who wait", "yes"),
        ("neither", "Both at once.", None, None),
        (None, None, None, None),
    ]
    assert not any(isinstance(cell, int) for row in rows for cell in row.values())


def test_words_of_kinds_and_ways_to_leave_then_each_has_some() -> None:
    assert tuple(KIND_WORDS) == TENSION_KINDS and tuple(LEFT_WORDS) == LEFT
    assert [about(kinds) for kinds in ([], ["power"], ["power", "facts"])] == ["", "power", "facts and power"]
    assert [how_held(people) for people in (0, 1, 4, 5)] == ["nobody", "somebody", "somebody", "several"]


@pytest.mark.parametrize(
    "options",
    [{"tensions": []}, {"tensions": ["a", "A "]}, {"tensions": ["x" * 301]}, {"tensions": "a"}, {"cards": []}],
    ids=lambda options: str(options)[:30],
)
def test_options_when_one_cannot_be_used_then_its_field_is_named(options: dict[str, Any]) -> None:
    step = {"title": "T", "interaction": "tension", "prompts": ["?"], "options": options}
    activity = {"name": "N", "purpose": "P", "group_shape": "G", "attribution_ceiling": "none", "steps": [step]}

    with pytest.raises(BadActivity) as refused:
        read_activity("n", activity)

    assert [wrong.field for wrong in refused.value.wrong] == [f"steps[1].options.{next(iter(options))}"]


def test_options_when_there_are_none_then_people_name_the_tensions() -> None:
    step = {"title": "T", "interaction": "tension", "prompts": ["?"]}
    activity = {"name": "N", "purpose": "P", "group_shape": "G", "attribution_ceiling": "none", "steps": [step]}

    assert read_activity("n", activity).steps[0].options == {}
