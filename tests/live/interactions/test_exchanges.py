"""Tables of exchange: people write in the column of their seat, agree what they can, and differ in their own words."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.activities.reading import BadActivity, read_activity
from facilitation.interactions.exchange.reading import ReadMatter, exchanges_of
from facilitation.interactions.exchange.record import TABLE
from retreat.consent.gate import Owner
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person


def meeting_of(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock, "swap what we know", tables=2)


def on(person: Person, round_: int = 0, matter: str = "matter-1") -> dict[str, str]:
    return {"round_id": person.meeting.round_ids[round_], "matter_id": matter}


def sit(person: Person, column: str = "column-2") -> Any:
    """Take the seat of a column; the answer."""
    return person.send("exchange.sit", round_id=person.meeting.round_ids[0], column=column)


def say(person: Person, target_id: str = "entry", text: str = "We wait.", cell: str = "knows", **more: Any) -> Any:
    """Write in a column; the answer."""
    return person.send("exchange.say", target_id, **(on(person) | {"text": text, "cell": cell} | more))


def recorded(meeting: Meeting) -> list[ReadMatter]:
    with meeting.database.read() as db:
        return exchanges_of(db, Owner(), meeting.session_id)


@pytest.mark.both_engines
def test_entry_when_written_from_a_seat_then_it_is_in_that_column_also_in_the_next_step(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    assert say(ana)["code"] == "not_permitted"
    sit(ana)

    assert "seq" in say(ana)
    assert say(ana, "other", column="column-1")["code"] == "not_permitted"
    meeting.leader.send("round.open", meeting.round_ids[1])
    assert "seq" in say(ana, "later", text="A room.", cell="offers", **on(ana, 1))

    (matter,) = recorded(meeting)
    assert {words: [one.text for one in said] for words, said in matter.said.items() if said} == {
        "Carers": ["We wait.", "A room."]
    }
    assert ben.board()["entries"]["entry"]["column"] == "column-2"


def test_seat_when_taken_then_nobody_else_hears_and_another_seat_can_be_taken(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")

    sit(ana)
    sit(ana, "column-4")

    assert "seq" in say(ana, column="column-4")
    for person in (ben, meeting.leader):
        assert person.board()["exchange_seats"] == {}
        assert not [op for op in person.heard() if op["kind"] == "exchange.sit"]
    assert ana.board()["exchange_seats"][meeting.round_ids[0]]["column"] == "column-4"


def test_desk_when_it_writes_for_others_then_in_any_column(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)

    assert "seq" in say(meeting.leader, column="column-3")
    assert say(meeting.leader, "nowhere")["code"] == "not_permitted"


@pytest.mark.both_engines
def test_outcome_when_agreed_at_a_table_then_that_table_has_one_and_another_table_its_own(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana", table=meeting.table_ids[0])
    ben = meeting.join("Ben", table=meeting.table_ids[0])
    cy = meeting.join("Cy", table=meeting.table_ids[1])

    assert "seq" in ana.send("exchange.agree", "first", **on(ana), text="Ask first.", how="All said yes.")
    assert ben.send("exchange.agree", "no", **on(ben), text="Write first.")["code"] == "not_permitted"
    assert "seq" in cy.send("exchange.agree", "second", **on(cy), text="Ask twice.")

    (matter,) = recorded(meeting)
    assert [(one.text, one.texts["how"], one.table) for one in matter.outcomes] == [
        ("Ask first.", "All said yes.", "Table 1"),
        ("Ask twice.", "", "Table 2"),
    ]
    ana.send("exchange.remove", "first")
    assert "seq" in ben.send("exchange.agree", "again", **on(ben), text="Write first.")


@pytest.mark.both_engines
def test_disagreement_when_recorded_then_every_statement_stands_beside_the_outcome_uncounted(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    people = [meeting.join(f"P{n}") for n in range(3)]
    people[0].send("exchange.agree", "outcome", **on(people[0]), text="Ask first.")

    for number, person in enumerate(people):
        assert "seq" in person.send("exchange.differ", f"dissent-{number}", **on(person), text=f"Because {number}.")

    (matter,) = recorded(meeting)
    assert [one.text for one in matter.dissents] == ["Because 0.", "Because 1.", "Because 2."]
    assert [one.text for one in matter.outcomes] == ["Ask first."]
    with database.read() as db:
        rows = [dict(zip(TABLE.columns, row, strict=True)) for row in TABLE.rows(db, Owner(), meeting.session_id)]
    assert [row["what"] for row in rows] == ["outcome", "differs", "differs", "differs"]


def test_matter_when_taken_back_then_its_place_stays_for_what_others_said(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    ana.send("exchange.matter", "waiting", round_id=meeting.round_ids[0], text="Waiting lists")
    ben.send("exchange.differ", "dissent", **on(ben, matter="waiting"), text="It is not so.")

    ana.send("exchange.remove", "waiting")

    assert ben.board()["matters"]["waiting"]["text"] is None
    (matter,) = recorded(meeting)
    assert matter.text is None and [one.text for one in matter.dissents] == ["It is not so."]
    assert ben.send("exchange.differ", **on(ben, matter="waiting"), text="More.")["code"] == "gone"


def test_matter_when_named_for_the_people_leading_then_others_cannot_write_on_it(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    ana.send("exchange.matter", "quiet", round_id=meeting.round_ids[0], text="A quiet one", share="facilitators")

    assert ben.send("exchange.differ", **on(ben, matter="quiet"), text="No.")["code"] == "gone"
    assert ben.board()["matters"] == {}


@pytest.mark.parametrize(
    "options",
    [
        {"columns": ["One"]},
        {"columns": ["A", "a"]},
        {"matters": [], "columns": ["A", "B"]},
        {"cells": ["wants"], "columns": ["A", "B"]},
        {"rows": 1, "columns": ["A", "B"]},
    ],
)
def test_step_when_its_options_are_wrong_then_the_field_is_named(options: dict[str, Any]) -> None:
    step = {"title": "T", "interaction": "exchange", "prompts": ["P?"], "options": options}
    activity = {"name": "N", "purpose": "P", "group_shape": "G", "attribution_ceiling": "none", "audio": False}

    with pytest.raises(BadActivity) as refused:
        read_activity("n", activity | {"outputs": [], "cautions": [], "easy_read": [], "steps": [step]})

    assert f"options.{next(iter(options))}" in str(refused.value)
