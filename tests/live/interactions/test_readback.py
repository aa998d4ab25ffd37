"""A table reads back what it wrote: its own lines, five minutes, one answer for the table, and objections unsigned.

Each was seen failing once: with lines of every table, without the end of the time, with answers that outlive a
rewording, with each objection told to the table, and with silence taken for a yes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import retreat.search.notes  # noqa: F401 - gists have passages
from facilitation.interactions.notes.record import TABLE as NOTE_TABLE
from facilitation.interactions.readback.record import TABLE, gists_of
from facilitation.interactions.readback.showing import read_back_of
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.log.read_backs import Answered, answers_of
from retreat.search.passages import search_record
from retreat.search.vectors import Vectors
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person, op_id

OWNER = Owner()


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    """A session with two tables."""
    return Meeting.open(database, clock, tables=2)


def at(meeting: Meeting, name: str, table: int, **how: Any) -> Person:
    """Somebody comes in and sits down."""
    return meeting.join(name, table=meeting.table_ids[table - 1], **how)


def begun(by: Person, **body: str) -> list[str]:
    """The ids that a table reads back, in their order."""
    answer = by.send("readback.open", op_id("reading"), **body)
    assert "seq" in answer, answer
    return list([op for op in by.heard() if op["kind"] == "readback.lines"][-1]["body"]["lines"])


def answer_to(meeting: Meeting, thing: str) -> Answered | None:
    """What later uses are told of a thing."""
    with meeting.database.read() as db:
        return answers_of(db, OWNER, [meeting.session_id]).of(meeting.session_id, thing)


@pytest.mark.both_engines
def test_lines_when_a_table_reads_back_then_its_own_notes_headings_and_gist_alone(meeting: Meeting) -> None:
    ana, ben, cy = at(meeting, "Ana", 1), at(meeting, "Ben", 1), at(meeting, "Cy", 2)
    here, under = ana.note("on the wall"), ben.note("under a heading")
    cy.note("of the other table")
    gone = ben.note("taken back")
    ben.send("note.remove", gone)
    meeting.leader.send("cluster.add", "heading-1", title="Rest")
    meeting.leader.send("note.move", under, cluster_id="heading-1", rank="m")
    ben.send("readback.write", "gist-of-one", text="We need rest")

    lines = begun(ana)

    assert lines == ["gist-of-one", "heading-1", under, here]
    assert not any(op["kind"].startswith("readback.") for op in cy.heard())
    desk = [op for op in meeting.leader.heard() if op["kind"].startswith("readback.")]
    assert [op["kind"] for op in desk] == ["readback.open"] and "lines" not in desk[0]["body"]


def test_lines_when_a_note_was_handed_in_and_shown_then_it_is_not_told_whose_table_it_is_from(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, "lifting_the_rock", tables=2)
    for round_id in meeting.round_ids[1:]:
        meeting.leader.send("round.open", round_id)
    ana = at(meeting, "Ana", 1)
    prompts = list(meeting.leader.board()["prompts"])
    for prompt in prompts:
        ana.send("note.add", "handed-in-note", prompt_id=prompt, text="quietly", share="facilitators")
    assert "seq" in meeting.leader.send("notes.reveal", note_ids=["handed-in-note"])

    assert ana.send("readback.open")["code"] == "not_permitted"


def test_what_a_table_wrote_on_assumptions_when_it_reads_back_then_line_by_line_and_later_uses_say_what_it_answered(
    database: Database, clock: HandClock
) -> None:
    """Seen red with lines of notes, headings and gists alone."""
    meeting = Meeting.open(database, clock, "lifting the rock", tables=2)
    round_id = meeting.round_ids[2]
    meeting.leader.send("round.open", round_id)
    ana, ben, cy = at(meeting, "Ana", 1), at(meeting, "Ben", 1), at(meeting, "Cy", 2)
    said, here = {"round_id": round_id, "text": "A number is proof", "share": "table"}, {"share": "table"}
    assert "seq" in ana.send("assumption.name", "habit-of-ana", **said)
    on = {"round_id": round_id, "assumption_id": "habit-of-ana", "stance": "against", "text": "Nobody checks them"}
    assert "seq" in ben.send("assumption.evidence", "against-it", **on, **here)
    assert "seq" in cy.send("assumption.name", "habit-of-cy", **said)

    lines = begun(ana)
    ben.send("readback.answer", "habit-of-ana", answer="confirmed", version=1)
    ben.send("readback.answer", "against-it", answer="disowned", version=1)

    assert lines == ["habit-of-ana", "against-it"]
    assert [said and said.answer for said in (answer_to(meeting, one) for one in lines)] == ["confirmed", "disowned"]
    with meeting.database.read() as db:
        rows = list(TABLE.rows(db, OWNER, meeting.session_id))
    assert [(row[2], row[3]) for row in rows] == [
        ("habit-of-ana", "A number is proof"),
        ("against-it", "Nobody checks them"),
    ]


def test_lines_on_assumptions_when_shown_without_scripts_then_each_says_what_it_is_and_on_what() -> None:
    round_ = {"options": {"assumptions": ["Time is money"]}}
    finding = {"round_id": "r", "text": "It is not", "version": 2, "part": "against"}
    board = {
        "readbacks": {"b": {"id": "b", "table_id": "t", "at": "2026-03-05T10:00:00.000Z", "minutes": 5}},
        "lines": {
            one: {"id": one, "readback_id": "b", "place": n, "answer": None, "seen": None, "objected": False}
            for n, one in enumerate(("named", "on-named", "on-listed"))
        },
        "objections": {}, "notes": {}, "clusters": {}, "gists": {}, "rounds": {"r": round_},
        "assumptions": {"named": {"text": "Numbers convince", "version": 1}},
        "findings": {
            "on-named": finding | {"assumption_id": "named"},
            "on-listed": finding | {"assumption_id": "assumption-1"},
        },
    }  # fmt: skip

    shown = read_back_of(board, "t", [], now=datetime(2026, 3, 5, 10, 1, tzinfo=UTC))

    assert shown is not None
    assert [(one["called"], one["version"]) for one in shown["lines"]] == [
        ("Assumption", 1), ("Evidence against: “Numbers convince”", 2), ("Evidence against: “Time is money”", 2),
    ]  # fmt: skip


@pytest.mark.both_engines
def test_answers_when_given_then_the_record_says_what_each_line_is(meeting: Meeting) -> None:
    ana, ben = at(meeting, "Ana", 1), at(meeting, "Ben", 1)
    right, wrong, other, silent = (ana.note(text) for text in ("right", "wrong", "other", "silent"))
    elsewhere = at(meeting, "Cy", 2).note("never read back")
    assert answer_to(meeting, right) is None
    begun(ana)

    assert "seq" in ben.send("readback.answer", right, answer="confirmed", version=1)
    assert "seq" in ana.send("readback.answer", wrong, answer="disowned")
    assert "seq" in ben.send("readback.write", "better", text="another word", line_id=other)

    told = {thing: answer_to(meeting, thing) for thing in (right, wrong, other, silent, elsewhere)}
    said = [one and one.answer for one in told.values()]
    assert said == ["confirmed", "disowned", "corrected", "unread", "unread"]
    assert [one.text for one in told[other].corrections] == ["another word"]  # type: ignore[union-attr]
    assert answer_to(meeting, "better") is None
    with meeting.database.read() as db:
        rows = {row[2]: row[4:] for row in TABLE.rows(db, OWNER, meeting.session_id)}
        notes = {row[0]: row[-5:-1] for row in NOTE_TABLE.rows(db, OWNER, meeting.session_id)}
    assert set(rows) == {right, wrong, other, silent} and rows[other][-1] == "another word"
    assert notes[other] == rows[other] and len(notes) == 5


def test_correction_when_taken_back_then_nobody_has_answered(meeting: Meeting) -> None:
    ana = at(meeting, "Ana", 1)
    note = ana.note("as it is")
    begun(ana)
    ana.send("readback.write", "better", text="otherwise", line_id=note)

    assert "seq" in ana.send("readback.remove", "better")

    told = answer_to(meeting, note)
    assert told is not None and (told.answer, told.corrections) == ("unread", ())
    assert ana.board()["lines"][note]["answer"] is None


def test_words_when_changed_after_the_answer_then_it_is_said_and_they_are_read_back_again(
    meeting: Meeting, clock: HandClock
) -> None:
    ana = at(meeting, "Ana", 1)
    kept, changed = ana.note("kept"), ana.note("changed")
    begun(ana)
    for note in (kept, changed):
        ana.send("readback.answer", note, answer="confirmed")
    ana.send("note.edit", changed, text="in other words", base_version=1)

    told = answer_to(meeting, changed)
    clock.forward(minutes=6)

    assert told is not None and told.is_reworded
    assert not answer_to(meeting, kept).is_reworded  # type: ignore[union-attr]
    assert begun(ana) == [changed]
    assert answer_to(meeting, changed).answer == "confirmed"  # type: ignore[union-attr]


def test_answer_when_the_words_were_changed_unseen_then_stale(meeting: Meeting) -> None:
    ana, ben = at(meeting, "Ana", 1), at(meeting, "Ben", 1)
    note = ana.note("as it was")
    begun(ana)
    ana.send("note.edit", note, text="as it is", base_version=1)

    assert ben.send("readback.answer", note, answer="confirmed", version=1)["code"] == "stale"


def test_answer_when_five_minutes_are_over_then_refused_but_not_what_was_pressed_in_time(
    meeting: Meeting, clock: HandClock
) -> None:
    ana, ben = at(meeting, "Ana", 1), at(meeting, "Ben", 1)
    late, in_time = ana.note("late"), ana.note("in time")
    begun(ana)
    pressed = (clock() + timedelta(minutes=4)).isoformat().replace("+00:00", "Z")
    clock.forward(minutes=5, seconds=1)

    assert ben.send("readback.answer", late, answer="confirmed")["why"] == "read_back_over"
    assert ben.send("readback.object", line_id=late)["why"] == "read_back_over"
    assert "seq" in ben.send("readback.answer", in_time, answer="confirmed", client_at=pressed)
    assert answer_to(meeting, late).answer == "unread"  # type: ignore[union-attr]


@pytest.mark.both_engines
def test_objections_when_several_come_and_go_then_the_table_hears_of_the_first_and_of_the_last(
    meeting: Meeting,
) -> None:
    ana, ben, cy = (at(meeting, name, 1) for name in ("Ana", "Ben", "Cy"))
    note = ana.note("not so sure")
    begun(ana)
    ana.send("readback.answer", note, answer="confirmed")

    ben.send("readback.object", "of-ben-himself", line_id=note)
    ana.send("readback.object", "of-ana-herself", line_id=note)
    ben.send("readback.unobject", "of-ben-himself")

    told = [op for op in cy.heard() if op["kind"] in ("readback.object", "readback.unobject")]
    assert [(op["kind"], op["actor"]) for op in told] == [("readback.object", None)]
    said = answer_to(meeting, note)
    assert said is not None and (said.answer, said.is_objected) == ("confirmed", True)
    assert ana.snapshot()["mine"].count("of-ana-herself") == 1
    assert ben.send("readback.unobject", "of-ana-herself")["code"] == "gone"
    assert "seq" in ana.send("readback.unobject", "of-ana-herself")
    assert not cy.board()["lines"][note]["objected"]
    assert not answer_to(meeting, note).is_objected  # type: ignore[union-attr]


def test_objection_when_its_author_keeps_no_notes_then_it_stays_on_the_line_all_the_same(meeting: Meeting) -> None:
    ana = at(meeting, "Ana", 1)
    note = ana.note("said by some")
    begun(ana)
    dee = at(meeting, "Dee", 1, consents={"attend": True, "notes_kept": False})

    assert "seq" in dee.send("readback.object", line_id=note)
    assert dee.send("readback.write", text="mine", line_id=note)["code"] == "consent_missing"

    assert answer_to(meeting, note).is_objected  # type: ignore[union-attr]


def test_somebody_elsewhere_when_they_answer_or_open_then_refused_but_not_the_desk(meeting: Meeting) -> None:
    ana, cy = at(meeting, "Ana", 1), at(meeting, "Cy", 2)
    note = ana.note("of table one")

    assert cy.send("readback.open", table_id=meeting.table_ids[0])["code"] == "not_permitted"
    assert meeting.leader.send("readback.open", table_id="no-such-table")["code"] == "not_permitted"
    assert meeting.join("Nobody").send("readback.open")["code"] == "not_permitted"
    assert "seq" in meeting.leader.send("readback.open", table_id=meeting.table_ids[0])
    assert cy.send("readback.answer", note, answer="disowned")["code"] == "gone"
    assert meeting.leader.send("readback.answer", note, answer="confirmed")["code"] == "not_permitted"


@pytest.mark.both_engines
def test_gist_when_read_back_and_searched_for_then_both_say_what_the_table_answered(meeting: Meeting) -> None:
    ana = at(meeting, "Ana", 1)
    ana.note("something else")
    begun(ana)
    ana.send("readback.write", "gist-of-one", text="Wheelbarrows matter")
    ana.send("readback.answer", "gist-of-one", answer="confirmed")

    with meeting.database.read() as db:
        (gist,) = gists_of(db, OWNER, meeting.session_id)
        (hit,) = search_record(db, "wheelbarrows", reader=OWNER, vectors=Vectors(None), embed=None)

    assert gist.read_back is not None and gist.read_back.answer == "confirmed"
    assert hit.read_back == gist.read_back and hit.to_json()["read_back"]["answer"] == "confirmed"
