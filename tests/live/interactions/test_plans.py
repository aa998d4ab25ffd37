"""Plan cards: a table writes on its own, earlier wordings stay, the next cycle starts from what was learned."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.activities.reading import BadActivity, read_activity
from facilitation.interactions.plan.reading import ReadPlan, plans_of
from facilitation.interactions.plan.record import TABLE
from retreat.consent.gate import Owner
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

CARD = "the-card"


def meeting_of(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock, "plan act observe reflect", tables=2)


def make(person: Person, target_id: str = CARD, round_: int = 0, **more: Any) -> Any:
    """Make a card; the answer."""
    body = {"round_id": person.meeting.round_ids[round_], "text": "Harbour team"} | more
    return person.send("plan.add", target_id, **body)


def write(person: Person, target_id: str, stage: str, text: str, **more: Any) -> Any:
    """Write a part of a card; the answer."""
    return person.send("plan.write", target_id, **({"plan_id": CARD, "stage": stage, "text": text} | more))


def recorded(meeting: Meeting) -> dict[str, ReadPlan]:
    with meeting.database.read() as db:
        steps = plans_of(db, Owner(), meeting.session_id)
    return {one.card.id: one for step in steps for one in step.plans}


@pytest.mark.both_engines
def test_part_when_written_again_then_the_latest_counts_and_earlier_wordings_stay_with_their_days(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana", table=meeting.table_ids[0])
    ben = meeting.join("Ben", table=meeting.table_ids[0])
    make(ana, puzzle="Why late?")

    assert "seq" in write(ana, "first", "plan", "Read first.", due="2026-05-01")
    assert "seq" in write(ben, "second", "plan", "Read aloud.")

    plan = recorded(meeting)[CARD]
    assert [(one.text, one.due) for one in plan.stages["plan"]] == [
        ("Read first.", "2026-05-01"),
        ("Read aloud.", None),
    ]
    assert plan.card.table == "Table 1" and plan.cycle == 1
    with database.read() as db:
        rows = [dict(zip(TABLE.columns, row, strict=True)) for row in TABLE.rows(db, Owner(), meeting.session_id)]
    assert [(row["part"], row["words"], row["counts"]) for row in rows] == [
        ("plan", "Read first.", "no"),
        ("plan", "Read aloud.", "yes"),
    ]
    ben.send("plan.remove", "second")
    assert [one.text for one in recorded(meeting)[CARD].stages["plan"]] == ["Read first."]


@pytest.mark.both_engines
def test_card_of_a_table_when_another_table_writes_then_refused_and_the_desk_may(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana", table=meeting.table_ids[0])
    ben = meeting.join("Ben", table=meeting.table_ids[1])
    make(ana)

    assert write(ben, "no", "act", "Stop.")["code"] == "not_permitted"
    assert "seq" in write(meeting.leader, "yes", "act", "Ask the ward.")
    assert ben.board()["plans"][CARD]["table"] == meeting.table_ids[0]
    assert ben.board()["stages"]["yes"]["text"]


@pytest.mark.both_engines
def test_next_cycle_when_something_was_reflected_then_it_starts_from_there_once(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    make(ana)
    assert make(ana, "early", plan_id=CARD)["code"] == "not_permitted"
    write(ben, "reflect", "reflect", "Letters wait.")
    meeting.leader.send("round.open", meeting.round_ids[2])

    assert "seq" in make(ana, "next", 2, plan_id=CARD)
    assert make(ben, "again", 2, plan_id=CARD)["code"] == "not_permitted"

    plan = recorded(meeting)["next"]
    assert plan.cycle == 2 and plan.starts_from is not None and plan.starts_from.text == "Letters wait."
    ben.answer(notes_kept=False)
    assert recorded(meeting)["next"].starts_from is None


def test_card_when_taken_back_then_its_place_stays_for_what_others_wrote(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    make(ana)
    write(ben, "act", "act", "Ask the ward.")

    ana.send("plan.remove", CARD)

    assert ben.board()["plans"][CARD]["text"] is None
    plan = recorded(meeting)[CARD]
    assert plan.card.text == "" and [one.text for one in plan.stages["act"]] == ["Ask the ward."]
    assert write(ben, "late", "act", "More.")["code"] == "gone"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("plan.add", {"round_id": "nothing", "text": "x"}),
        ("plan.add", {"text": "x", "project": "project-9"}),
        ("plan.add", {"text": "x", "plan_id": "nothing"}),
        ("plan.write", {"plan_id": "nothing", "stage": "act", "text": "x"}),
        ("plan.reword", {"text": "not mine"}),
        ("plan.remove", {}),
    ],
    ids=lambda one: one if isinstance(one, str) else "-".join(map(str, one.values())),
)
def test_act_when_there_is_no_such_thing_or_it_is_not_theirs_then_refused(
    database: Database, clock: HandClock, kind: str, body: dict[str, Any]
) -> None:
    meeting = meeting_of(database, clock)
    ana, cy = meeting.join("Ana"), meeting.join("Cy")
    make(ana)
    target = CARD if kind.endswith(("reword", "remove")) else "new"
    here = {"round_id": meeting.round_ids[0]} if kind == "plan.add" else {}

    assert cy.send(kind, target, **(here | body))["code"] in ("gone", "not_permitted")


def test_card_when_reworded_at_too_great_length_then_refused(database: Database, clock: HandClock) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")
    make(ana)

    assert ana.send("plan.reword", CARD, text="x" * 300)["code"] == "too_long"
    assert "seq" in ana.send("plan.reword", CARD, text="The harbour team", puzzle="Why?")


def test_step_when_it_lists_projects_then_a_card_is_of_one_and_its_next_cycle_too(
    database: Database, clock: HandClock
) -> None:
    step = {"title": "T", "interaction": "plan", "prompts": ["P?"], "options": {"projects": ["Harbour", "Hill"]}}
    activity = {"name": "N", "purpose": "P", "group_shape": "G", "attribution_ceiling": "none", "audio": False}
    template = read_activity("n", activity | {"outputs": [], "cautions": [], "easy_read": [], "steps": [step]})
    meeting = Meeting.open(database, clock, template)
    ana = meeting.join("Ana")
    make(ana, project="project-2")
    write(ana, "reflect", "reflect", "Letters wait.")

    make(ana, "next", plan_id=CARD)

    assert [(one.project, one.cycle) for one in recorded(meeting).values()] == [("Hill", 1), ("Hill", 2)]


@pytest.mark.parametrize("options", [{"projects": []}, {"projects": ["A", "a"]}, {"cycles": 2}])
def test_step_when_its_options_are_wrong_then_the_field_is_named(options: dict[str, Any]) -> None:
    step = {"title": "T", "interaction": "plan", "prompts": ["P?"], "options": options}
    activity = {"name": "N", "purpose": "P", "group_shape": "G", "attribution_ceiling": "none", "audio": False}

    with pytest.raises(BadActivity) as refused:
        read_activity("n", activity | {"outputs": [], "cautions": [], "easy_read": [], "steps": [step]})

    assert f"options.{next(iter(options))}" in str(refused.value)
