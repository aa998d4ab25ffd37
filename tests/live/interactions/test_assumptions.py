"""Assumptions: depth as a spread, evidence of several people, a test, what became of it, and what a table brings."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.activities import load_catalogue
from facilitation.activities.reading import ActivityTemplate, BadActivity, read_activity
from facilitation.interactions.assumption.depths import Placing, spread
from facilitation.interactions.assumption.loading import for_desk
from facilitation.interactions.assumption.models import AssumptionDepth
from facilitation.interactions.assumption.reading import ReadAssumption, assumptions_of
from facilitation.interactions.assumption.record import DEPTHS_TABLE, TABLE
from facilitation.interactions.assumption.words import DEPTH_HINTS, DEPTH_WORDS, OUTCOME_WORDS, PART_WORDS
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.log.makings import own_made
from retreat.log.models import Words
from retreat.log.nouns.assumption import OUTCOMES, STANCES
from retreat.log.nouns.assumption_depth import DEPTHS
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person
from tests.support.planning import activity_of

HABIT = "habit-of-ana"
TABLE_STEP, LAST_STEP = 2, 3


def meeting_of(database: Database, clock: HandClock, activity: str | ActivityTemplate = "lifting the rock") -> Meeting:
    """Lifting the rock, with its table step open."""
    meeting = Meeting.open(database, clock, activity, tables=2)
    meeting.leader.send("round.open", meeting.round_ids[TABLE_STEP])
    return meeting


def name(person: Person, target_id: str = HABIT, share: str = "everyone", **more: Any) -> Any:
    """Bring an assumption up; the answer."""
    body = {"round_id": person.meeting.round_ids[TABLE_STEP], "text": "Numbers convince.", "share": share} | more
    return person.send("assumption.name", target_id, **body)


def on(person: Person, kind: str, target_id: str | None = None, of: str = HABIT, **body: Any) -> Any:
    """Do something on an assumption; the answer."""
    about = {"round_id": person.meeting.round_ids[TABLE_STEP], "assumption_id": of}
    shared = {} if kind in ("place", "spread") else {"share": "everyone"}
    return person.send(f"assumption.{kind}", target_id, **(about | shared | body))


def recorded(meeting: Meeting, *, for_everyone: bool = False) -> list[ReadAssumption]:
    with meeting.database.read() as db:
        steps = assumptions_of(db, Owner(), meeting.session_id, for_everyone=for_everyone)
    return [one for step in steps for one in step.assumptions]


def rows_of(meeting: Meeting, table: Any) -> list[dict[str, Any]]:
    with meeting.database.read() as db:
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows(db, Owner(), meeting.session_id)]


def at_desk(meeting: Meeting) -> dict[str, Any]:
    with meeting.database.read() as db:
        return for_desk(db, meeting.session_id, meeting.round_ids[TABLE_STEP])


@pytest.mark.both_engines
def test_assumption_when_people_write_on_it_then_each_part_keeps_its_author_and_is_erased_alone(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben, cy = (meeting.join(each) for each in ("Ana", "Ben", "Cy"))
    name(ana)
    on(ben, "evidence", "for", stance="for", text="It worked twice.")
    on(cy, "evidence", "against", stance="against", text="It failed once.")
    on(ben, "test", "test", text="Ask ten people.", who="Ben", by_when="May")

    (found,) = recorded(meeting)
    assert [(one.part, one.text, one.who, one.by_when) for one in found.findings] == [
        ("for", "It worked twice.", "", ""),
        ("against", "It failed once.", "", ""),
        ("test", "Ask ten people.", "Ben", "May"),
    ]
    assert cy.send("assumption.remove", "for")["code"] == "not_permitted"
    assert "seq" in ben.send("assumption.remove", "for")

    (left,) = recorded(meeting)
    assert [one.part for one in left.findings] == ["against", "test"]
    with database.read() as db:
        assert set(db.scalars(select(Words.erased_at.is_not(None)).where(Words.target_id == "for"))) == {True}
    assert "for" not in ana.board()["findings"]
    ana.send("assumption.remove", HABIT)
    assert ben.board()["assumptions"][HABIT]["text"] is None
    assert [(one.text, len(one.findings)) for one in recorded(meeting)] == [(None, 2)]


@pytest.mark.both_engines
def test_depth_when_placed_by_many_then_each_hears_only_their_own_and_a_spread_needs_five(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    people = [meeting.join(f"P{n}") for n in range(6)]
    name(people[0])
    for person, depth in zip(people[:4], ("ground", "stone", "stone", "bedrock"), strict=True):
        assert "seq" in on(person, "place", depth=depth)
    assert on(meeting.leader, "spread")["code"] == "not_permitted"
    assert on(people[0], "spread")["code"] == "not_permitted"

    on(people[4], "place", depth="bedrock")
    on(people[4], "place", depth="ground")
    assert "seq" in on(meeting.leader, "spread")

    told = people[5].board()
    assert told["depths"] == {} and len(people[4].board()["depths"]) == 2
    assert told["depth_spreads"][meeting.round_ids[TABLE_STEP]]["of"][HABIT]["spread"] == {
        "people": 5,
        "now": {"ground": 2, "stone": 2, "bedrock": 1},
        "first": None,
        "moved": None,
    }
    assert not any(op["kind"] == "assumption.place" for op in meeting.leader.heard())
    with database.read() as db:
        kept = db.scalars(select(AssumptionDepth).where(AssumptionDepth.participant_id == people[4].seat.id)).all()
    assert len({row.at for row in kept}) == 2
    assert set(people[4].board()["depths"]) <= set(people[4].snapshot()["mine"])


def test_spread_when_five_place_it_twice_then_first_and_now_are_counted_and_no_mean_is_told() -> None:
    first = [Placing(person=f"p{n}", depth="ground") for n in range(5)]
    then = [Placing(person=f"p{n}", depth="bedrock") for n in range(4)]

    few = spread(first + then, for_everyone=True)
    all_ = spread([*first, *then, Placing(person="p4", depth="ground")], for_everyone=True)

    assert few is not None and (few["first"], few["moved"]) == (None, None)
    assert all_ == {
        "people": 5,
        "now": {"ground": 1, "stone": 0, "bedrock": 4},
        "first": {"ground": 5, "stone": 0, "bedrock": 0},
        "moved": [4, 5],
    }
    assert spread(first[:4], for_everyone=True) is None and spread(first[:1], for_everyone=False) is not None


@pytest.mark.both_engines
def test_placings_when_somebody_wants_nothing_kept_any_more_then_they_are_not_counted(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    people = [meeting.join(f"P{n}") for n in range(5)]
    name(people[0])
    for person in people:
        on(person, "place", depth="stone")

    people[4].answer(notes_kept=False)

    assert on(meeting.leader, "spread")["code"] == "not_permitted"
    (found,) = recorded(meeting)
    assert found.spread is not None and found.spread["people"] == 4
    assert recorded(meeting, for_everyone=True)[0].spread is None
    assert on(people[4], "place", depth="ground")["code"] == "consent_missing"


@pytest.mark.both_engines
def test_table_when_it_brings_an_assumption_then_everyone_reads_it_as_the_tables_and_nobodys(
    database: Database, clock: HandClock
) -> None:
    named = activity_of(*load_catalogue()["lifting_the_rock"].steps)  # whose authors are told by name
    meeting = meeting_of(database, clock, named)
    ana, ben, cy = (meeting.join(each, table=table) for each, table in (("Ana", 1), ("Ben", 1), ("Cy", 2)))
    name(ana, share="table")
    on(ben, "evidence", "kept", stance="for", text="It stays here.", share="table")
    assert HABIT not in cy.board()["assumptions"] and HABIT not in meeting.leader.board()["assumptions"]
    assert {table["name"]: table["words"] for table in at_desk(meeting)["tables"]} == {"Table 1": 2, "Table 2": 0}
    assert cy.send("assumption.bring", HABIT)["code"] == "gone"

    assert "seq" in ben.send("assumption.bring", HABIT)

    for reader in (ana, cy, meeting.leader):
        shown = reader.board()["assumptions"][HABIT]
        assert (shown["share"], shown["from_table"], shown["actor"]) == ("everyone", "Table 1", None)
    assert "kept" not in cy.board()["findings"]
    assert at_desk(meeting)["tables"][0]["words"] == 1
    assert "seq" in ana.send("assumption.reword", HABIT, text="Numbers persuade.", base_version=2)
    assert cy.board()["assumptions"][HABIT]["text"] == "Numbers persuade."
    assert {op["actor"] for op in cy.heard() if op["target_id"] == HABIT} == {None}
    row = rows_of(meeting, TABLE)[0]
    assert (row["words"], row["by"], row["table"]) == ("Numbers persuade.", None, "Table 1")


def test_table_when_the_author_has_said_no_since_then_nothing_of_theirs_can_be_brought(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = (meeting.join(each, table=1) for each in ("Ana", "Ben"))
    name(ana, share="table")

    ana.answer(notes_kept=False)

    assert ben.send("assumption.bring", HABIT)["code"] == "gone"


def test_brought_words_when_their_author_says_no_later_then_who_comes_later_is_not_sent_them(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = (meeting.join(each, table=1) for each in ("Ana", "Ben"))
    name(ana, share="table")
    ben.send("assumption.bring", HABIT)

    ana.answer(notes_kept=False)
    late = meeting.join("Di", table=2)

    assert late.board()["assumptions"][HABIT]["text"] is None and "Numbers" not in str(late.heard())
    ana.answer(notes_kept=True)
    ben.answer(notes_kept=False)
    assert late.board()["assumptions"][HABIT]["text"] == "Numbers convince."


def test_handed_in_assumption_when_the_desk_shows_it_then_later_edits_tell_no_name_either(
    database: Database, clock: HandClock
) -> None:
    named = activity_of(*load_catalogue()["lifting_the_rock"].steps)  # whose authors are told by name
    meeting = meeting_of(database, clock, named)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    name(ana, "signed")
    assert ben.board()["assumptions"]["signed"]["actor"] == "Ana"
    name(ana, share="facilitators")
    assert ben.send("assumption.bring", HABIT)["code"] == "gone"
    assert ana.send("assumption.bring", HABIT)["code"] == "not_permitted"

    assert "seq" in meeting.leader.send("assumption.bring", HABIT)
    ana.send("assumption.reword", HABIT, text="Numbers persuade.")

    shown = ben.board()["assumptions"][HABIT]
    assert (shown["text"], shown["from_table"], shown["actor"]) == ("Numbers persuade.", None, None)
    assert {op["actor"] for op in ben.heard() if op["target_id"] == HABIT} == {None}


@pytest.mark.both_engines
def test_assumption_when_made_from_a_note_then_the_record_leads_to_it_and_readers_are_not_told(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    handed_in = ana.note("everyone knows it", share="facilitators")
    own = ana.note("for me", share="me")

    assert "seq" in name(ana, source_id=handed_in)
    assert name(ben, "stolen", source_id=own)["code"] == "gone"
    assert "seq" in name(ana, "private", share="me", source_id=own)

    assert [one.named.source_id for one in recorded(meeting) if one.id == HABIT and one.named] == [handed_in]
    assert handed_in not in str(ben.heard())


@pytest.mark.both_engines
def test_outcome_when_said_again_later_then_the_latest_counts_and_all_keep_their_dates(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")
    name(ana)
    on(ana, "outcome", "first", outcome="not_yet_tried")
    meeting.leader.send("session.end")
    clock.forward(minutes=60)

    assert "seq" in on(meeting.leader, "outcome", "later", outcome="did_not", text="Nobody was convinced.")
    assert on(ana, "evidence", "late", stance="for", text="Too late.")["code"] == "round_closed"

    (found,) = recorded(meeting)
    assert found.outcome == "did_not"
    assert [(one.outcome, one.text) for one in found.of("outcome")] == [
        ("not_yet_tried", ""),
        ("did_not", "Nobody was convinced."),
    ]
    assert found.findings[0].at < found.findings[1].at


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("evidence", {"assumption_id": "assumption-9", "stance": "for", "text": "No."}),
        ("evidence", {"round_id": "nothing", "stance": "for", "text": "No."}),
        ("test", {"assumption_id": "evidence-of-ana", "text": "No."}),
        ("outcome", {"assumption_id": "nothing", "outcome": "held_up"}),
        ("place", {"assumption_id": "nothing", "depth": "stone"}),
        ("spread", {}),
    ],
    ids=lambda one: str(one)[:30],
)
def test_act_when_there_is_no_such_thing_or_it_is_not_theirs_then_refused(
    database: Database, clock: HandClock, kind: str, more: dict[str, Any]
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")
    name(ana)
    on(ana, "evidence", "evidence-of-ana", stance="for", text="So it is.")

    assert on(ana, kind, **more)["code"] in ("gone", "not_permitted")


def test_assumption_when_set_aside_then_no_page_has_it_and_its_author_may_still_erase_it(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    name(ana, text="Ben is careless.")

    meeting.leader.send("assumption.remove", HABIT)

    assert recorded(meeting) == [] and "careless" not in str(ben.heard())
    with database.read() as db:
        assert [one.set_aside for one in own_made(db, ana.seat.id)] == [True]
    assert "seq" in ana.send("assumption.remove", HABIT)
    with database.read() as db:
        assert own_made(db, ana.seat.id) == []


@pytest.mark.both_engines
def test_listed_assumption_when_two_steps_list_it_then_what_is_written_on_it_stands_together(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")

    on(ana, "evidence", "for", of="assumption-1", stance="for", text="We file it so.")
    on(ana, "place", "placed", of="assumption-1", depth="bedrock")

    (found,) = recorded(meeting)
    assert (found.id, found.named, [one.text for one in found.findings]) == ("assumption-1", None, ["We file it so."])
    assert found.spread is not None and found.spread["now"]["bedrock"] == 1
    (row,) = rows_of(meeting, DEPTHS_TABLE)
    assert (row["person"], row["depth"], row["counts"], row["assumption"]) == (1, "bedrock", "yes", found.text)


def test_later_round_when_it_is_open_then_the_assumptions_of_the_earlier_one_go_on_in_it(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")
    name(ana)
    meeting.leader.send("round.close", meeting.round_ids[TABLE_STEP])
    clock.forward(minutes=1)
    assert on(ana, "place", depth="stone")["code"] == "round_closed"

    meeting.leader.send("round.open", meeting.round_ids[LAST_STEP])

    assert "seq" in on(ana, "place", depth="stone") and "seq" in on(ana, "test", text="Ask ten people.")


def test_words_of_assumptions_when_looked_up_then_every_choice_has_some() -> None:
    assert tuple(DEPTH_WORDS) == tuple(DEPTH_HINTS) == DEPTHS and tuple(OUTCOME_WORDS) == OUTCOMES
    assert tuple(PART_WORDS) == ("assumption", *STANCES, "test", "outcome")


@pytest.mark.parametrize(
    "options",
    [{"assumptions": []}, {"assumptions": ["a", "A "]}, {"assumptions": ["x" * 301]}, {"cards": []}],
    ids=lambda options: str(options)[:30],
)
def test_options_when_one_cannot_be_used_then_its_field_is_named(options: dict[str, Any]) -> None:
    step = {"title": "T", "interaction": "assumption", "prompts": ["?"], "options": options}
    activity = {"name": "N", "purpose": "P", "group_shape": "G", "attribution_ceiling": "none", "steps": [step]}

    with pytest.raises(BadActivity) as refused:
        read_activity("n", activity)

    assert [wrong.field for wrong in refused.value.wrong] == [f"steps[1].options.{next(iter(options))}"]
