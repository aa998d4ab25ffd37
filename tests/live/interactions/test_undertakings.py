"""Undertakings: nobody owns one until they take it on themselves, and a no to being asked is told to nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.activities.reading import BadActivity, read_activity
from facilitation.interactions.undertaking.day import on_the_day
from facilitation.interactions.undertaking.models import UndertakingAsked, UndertakingPart
from facilitation.interactions.undertaking.reading import ReadUndertaking, undertakings_of
from facilitation.interactions.undertaking.record import TABLE
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.log.closing import close_event
from retreat.log.models import Words
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person, op_id

ASK = "the-ask"


def meeting_of(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock, "asks and offers", tables=2)


def write(person: Person, target_id: str = ASK, sort: str = "ask", text: str = "An hour.", **more: Any) -> Any:
    """Write one; the answer."""
    body = {"round_id": person.meeting.round_ids[0], "sort": sort, "text": text} | more
    return person.send("undertaking.add", target_id, **body)


def take(person: Person, target_id: str = "taken", on: str = ASK, **more: Any) -> Any:
    """Take one on; the answer."""
    return person.send("undertaking.take", target_id, undertaking_id=on, **({"text": "Ben"} | more))


def tell(person: Person, became: str = "kept", on: str = ASK, **more: Any) -> Any:
    """Say what became of one; the answer."""
    return person.send("undertaking.tell", undertaking_id=on, became=became, **more)


def propose(person: Person, name: str, target_id: str = "question", on: str = ASK) -> Any:
    """Ask somebody by name; the answer."""
    return person.send("undertaking.propose", target_id, undertaking_id=on, text=name)


def recorded(meeting: Meeting) -> dict[str, ReadUndertaking]:
    with meeting.database.read() as db:
        steps = undertakings_of(db, Owner(), meeting.session_id)
    return {one.said.id: one for step in steps for one in step.undertakings}


def day_of(person: Person) -> Any:
    with person.meeting.database.read() as db:
        return on_the_day(db, person.seat.id)


@pytest.mark.both_engines
def test_undertaking_when_taken_on_then_one_person_owns_it_until_they_give_it_up(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben, cy = (meeting.join(name) for name in ("Ana", "Ben", "Cy"))
    write(ana)
    assert recorded(meeting)[ASK].owner is None

    assert "seq" in take(ben, owner="owner-4")

    assert recorded(meeting)[ASK].owner == "Ben for Commissioners"
    assert take(cy, "second")["code"] == take(ana, "third", text="Ana")["code"] == "not_permitted"
    assert propose(ana, "Cy", "fourth")["code"] == "not_permitted"
    assert "seq" in ben.send("undertaking.remove", "taken")
    assert recorded(meeting)[ASK].owner is None and ana.board()["owners"] == {}
    assert "seq" in take(cy, "again", text="", owner="owner-1")
    assert recorded(meeting)[ASK].owner == "Practitioners"


@pytest.mark.both_engines
def test_owner_when_they_want_nothing_kept_then_nobody_owns_it_and_another_can(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben, cy = (meeting.join(name) for name in ("Ana", "Ben", "Cy"))
    write(ana)
    take(ben)

    ben.answer(notes_kept=False)

    assert recorded(meeting)[ASK].owner is None
    assert ana.board()["owners"]["taken"]["text"] is None
    assert "seq" in take(cy, "again", text="Cy")


@pytest.mark.both_engines
def test_somebody_when_asked_by_name_then_they_alone_hear_and_their_no_reaches_nobody(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben, cy = meeting.join("Ana"), meeting.join("Ben  Shaw"), meeting.join("Cy")
    write(ana)

    answers = [propose(ana, "ben shaw"), propose(ana, "Zoe", "nobody")]

    assert {frozenset(one) for one in answers} == {frozenset(answers[0])}
    assert ben.board()["proposals"]["question"]["text"] == "ben shaw"
    assert [one["proposal_id"] for one in day_of(ben)["asked"]] == ["question"]
    assert cy.board()["proposals"] == meeting.leader.board()["proposals"] == {}
    before = [json.dumps([one.heard(), one.snapshot()["board"]]) for one in (ana, cy, meeting.leader)]
    assert "seq" in ben.send("undertaking.decline", "question")
    assert [json.dumps([one.heard(), one.snapshot()["board"]]) for one in (ana, cy, meeting.leader)] == before
    assert ben.board()["proposals"] == {} and day_of(ben)["asked"] == []
    assert ben.send("undertaking.decline", "question")["code"] == "gone"
    assert cy.send("undertaking.decline", "question")["code"] == "gone"
    assert recorded(meeting)[ASK].owner is None


def test_somebody_when_asked_about_what_they_cannot_read_then_they_hear_nothing(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana", table=meeting.table_ids[0])
    ben = meeting.join("Ben", table=meeting.table_ids[1])
    cy = meeting.join("Cy", table=meeting.table_ids[0])
    write(ana, share="table")

    propose(ana, "Ben")
    propose(ana, "Cy", "second")

    assert ben.heard() == [op for op in ben.heard() if not op["kind"].startswith("undertaking")]
    assert list(cy.board()["proposals"]) == ["second"]
    assert take(ben)["code"] == propose(ben, "Ana", "third")["code"] == "gone"


def test_question_when_the_event_closes_then_its_words_are_erased_and_the_undertaking_stays(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana = meeting.join("Ana")
    meeting.join("Ben")
    write(ana)
    propose(ana, "Ben")

    close_event(database, meeting.event_id, now=clock(), ids=op_id)

    with database.read() as db:
        rows = db.execute(select(Words.target_id, Words.texts).where(Words.target_id.in_((ASK, "question"))))
        kept = dict(rows.tuples().all())
    assert kept["question"] == {} and kept[ASK]["text"]


@pytest.mark.both_engines
def test_what_became_of_it_when_told_then_by_its_owner_or_the_desk_and_earlier_answers_stay(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    write(ana, due="2026-06-30")
    assert "seq" in tell(ana, "changed", text="Later.", due="2026-09-01")
    take(ben)

    assert tell(ana)["code"] == "not_permitted"
    assert "seq" in tell(ben, "dropped", text="No room.")
    close_event(database, meeting.event_id, now=clock(), ids=op_id)
    assert "seq" in tell(ben) and "seq" in tell(meeting.leader, "kept", text="It happened.")

    found = recorded(meeting)[ASK]
    assert [one.place for one in found.became] == ["changed", "dropped", "kept", "kept"]
    assert (found.state, found.said.due, found.became[0].due) == ("kept", "2026-06-30", "2026-09-01")
    assert [(one["id"], one["state"]) for one in day_of(ben)["owned"]] == [(ASK, "kept")]
    assert day_of(ana)["owned"] == []


def test_ask_and_offer_when_put_together_then_both_say_so_until_taken_apart(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben, cy = (meeting.join(name) for name in ("Ana", "Ben", "Cy"))
    write(ana)
    write(ben, "offer", "offer")
    write(ben, "quiet", "offer", share="facilitators")

    assert cy.send("undertaking.join", ASK, undertaking_id="offer")["code"] == "not_permitted"
    assert ben.send("undertaking.join", ASK, undertaking_id="quiet")["code"] == "not_permitted"
    assert ana.send("undertaking.join", ASK, undertaking_id=ASK)["code"] == "not_permitted"
    assert "seq" in ben.send("undertaking.join", "offer", undertaking_id=ASK)

    found = recorded(meeting)
    assert [one.id for one in found[ASK].joined] == ["offer"] and [one.id for one in found["offer"].joined] == [ASK]
    assert cy.board()["joins"][ASK]["offers"] == ["offer"]
    assert "seq" in meeting.leader.send("undertaking.unjoin", ASK, undertaking_id="offer")
    assert recorded(meeting)[ASK].joined == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("undertaking.add", {"round_id": "nothing", "sort": "ask", "text": "x"}),
        ("undertaking.add", {"sort": "promise", "text": "not in this step"}),
        ("undertaking.add", {"sort": "ask", "text": "x", "owner": "owner-9"}),
        ("undertaking.take", {"undertaking_id": ASK, "text": "Cy", "owner": "owner-9"}),
        ("undertaking.take", {"undertaking_id": ASK, "text": ""}),
        ("undertaking.take", {"undertaking_id": "nothing", "text": "Cy"}),
        ("undertaking.tell", {"undertaking_id": ASK, "became": "kept"}),
        ("undertaking.tell", {"undertaking_id": "nothing", "became": "kept"}),
        ("undertaking.reword", {"text": "not mine"}),
        ("undertaking.remove", {}),
    ],
    ids=lambda one: one if isinstance(one, str) else "-".join(map(str, one.values())),
)
def test_act_when_there_is_no_such_thing_or_it_is_not_theirs_then_refused(
    database: Database, clock: HandClock, kind: str, body: dict[str, Any]
) -> None:
    meeting = meeting_of(database, clock)
    ana, cy = meeting.join("Ana"), meeting.join("Cy")
    write(ana)
    target = ASK if kind.endswith(("reword", "remove")) else "new"
    here = {"round_id": meeting.round_ids[0]} if kind == "undertaking.add" else {}

    assert cy.send(kind, target, **(here | body))["code"] in ("gone", "not_permitted")


def test_table_when_read_then_each_undertaking_is_a_row_with_its_owner_and_what_became_of_it(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    write(ana, known_by="It happened.", due="2026-06-30", owner="owner-2")
    take(ben)
    tell(ben, "dropped", text="No room.")

    with database.read() as db:
        (row,) = TABLE.rows(db, Owner(), meeting.session_id)

    told = dict(zip(TABLE.columns, row, strict=True))
    wanted = {"sort": "ask", "owner": "Ben", "became": "dropped", "why": "No room.", "due": "2026-06-30"}
    assert wanted.items() <= told.items()


def test_record_when_read_then_neither_questions_nor_who_declined_are_in_it(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    write(ana)
    propose(ana, "Ben")
    ben.send("undertaking.decline", "question")

    found = recorded(meeting)

    assert list(found) == [ASK] and found[ASK].owner is None
    with database.read() as db:
        assert db.scalars(select(UndertakingAsked.declined_at)).one() is not None
        assert set(db.scalars(select(UndertakingPart.stance))) == {"ask", "named"}


@pytest.mark.parametrize("options", [{"sorts": ["ask", "gift"]}, {"owners": []}, {"owners": ["A", "a"]}, {"who": 1}])
def test_step_when_its_options_are_wrong_then_the_field_is_named(options: dict[str, Any]) -> None:
    step = {"title": "T", "interaction": "undertaking", "prompts": ["P?"], "options": options}
    activity = {"name": "N", "purpose": "P", "group_shape": "G", "attribution_ceiling": "none", "audio": False}

    with pytest.raises(BadActivity) as refused:
        read_activity("n", activity | {"outputs": [], "cautions": [], "easy_read": [], "steps": [step]})

    assert f"options.{next(iter(options))}" in str(refused.value)
