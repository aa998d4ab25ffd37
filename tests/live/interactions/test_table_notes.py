"""What people write for their table: counted or read at the desk as the step says, and brought to everyone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from facilitation.interactions.notes.loading import for_desk
from facilitation.words import SHARE_HINTS, TABLE_HINTS, share_hint
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.log.written import notes_of
from retreat.programme.steps import Step
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person
from tests.support.planning import activity_of

TWIN = Path(__file__).resolve().parents[3] / "static" / "js" / "board" / "tables.js"
pytestmark = pytest.mark.both_engines


def tables_of(database: Database, clock: HandClock, **who: str) -> tuple[Meeting, Person, Person, Person]:
    """Ana and Ben at the first table, Cy at the second, in a step with these rules."""
    step = Step(
        title="At the table", note_kinds=("note",), shares=("table", "everyone"), prompts=("What?",), who=rules(**who)
    )
    meeting = Meeting.open(database, clock, activity_of(step), tables=2)
    ana, ben = (meeting.join(name, table=1) for name in ("Ana", "Ben"))
    return meeting, ana, ben, meeting.join("Cy", table=2)


def rules(**who: str) -> dict[str, str]:
    return {"participants": "do", "screens": "see", "tables": "keep", "desk": "count"} | who


def counted(meeting: Meeting) -> dict[str, int]:
    """How many notes the desk is told of, by table."""
    with meeting.database.read() as db:
        told: list[dict[str, Any]] = for_desk(db, meeting.session_id, meeting.round_ids[0])["tables"]
    return {table["name"]: sum(table["notes"].values()) for table in told}


def test_table_notes_when_the_step_says_nothing_then_the_desk_counts_them_by_table_and_reads_none(
    database: Database, clock: HandClock
) -> None:
    meeting, ana, ben, cy = tables_of(database, clock)
    notes = [ana.note("one", share="table"), ben.note("two", share="table"), cy.note("three", share="table")]

    assert counted(meeting) == {"Table 1": 2, "Table 2": 1}
    assert meeting.leader.board()["notes"] == {}
    assert ben.send("note.bring", notes[0])["code"] == "not_permitted"
    assert set(ben.board()["notes"]) == set(notes[:2])


def test_table_notes_when_the_desk_may_read_then_it_does_without_names_and_other_tables_do_not(
    database: Database, clock: HandClock
) -> None:
    meeting, ana, ben, cy = tables_of(database, clock, desk="read")

    note = ana.note("one", share="table")
    ana.send("note.edit", note, text="two", base_version=1)

    read = meeting.leader.board()["notes"][note]
    assert (read["text"], read["share"], read["actor"]) == ("two", "table", None)
    assert note in ben.board()["notes"] and note not in cy.board()["notes"]
    assert "seq" in meeting.leader.send("note.remove", note)


def test_table_when_it_brings_a_note_then_everyone_reads_it_with_its_source_and_no_name(
    database: Database, clock: HandClock
) -> None:
    meeting, ana, ben, cy = tables_of(database, clock, tables="bring")
    note, other = ana.note("one", share="table"), ana.note("mine", share="table")
    assert cy.send("note.bring", note)["code"] == "gone"

    assert "seq" in ben.send("note.bring", note)

    for reader in (ana, cy, meeting.leader):
        shown = reader.board()["notes"][note]
        assert (shown["text"], shown["from_table"], shown["actor"], shown["share"]) == (
            "one",
            "Table 1",
            None,
            "everyone",
        )
    assert other not in cy.board()["notes"] and counted(meeting) == {"Table 1": 1, "Table 2": 0}
    assert ben.send("note.bring", note)["code"] == "gone"
    ana.send("note.edit", note, text="two", base_version=2)
    assert {op["actor"] for op in cy.heard() if op["target_id"] == note} == {None}
    with meeting.database.read() as db:
        (kept,) = [one for one in notes_of(db, Owner(), meeting.session_id) if one.id == note]
    assert (kept.table, kept.label, kept.text) == ("Table 1", None, "two")
    assert "seq" in ana.send("note.remove", note) and note not in cy.board()["notes"]


def test_note_when_its_author_has_said_no_since_then_their_table_cannot_bring_it(
    database: Database, clock: HandClock
) -> None:
    _meeting, ana, ben, cy = tables_of(database, clock, tables="bring")
    first, second = ana.note("one", share="table"), ana.note("two", share="table")
    ben.send("note.bring", first)

    ana.answer(notes_kept=False)

    assert ben.send("note.bring", second)["code"] == "gone"
    assert cy.board()["notes"][first]["text"] is None


def test_sentence_about_a_table_when_the_step_has_rules_then_it_says_who_reads_and_who_brings() -> None:
    said = {(desk, tables): share_hint("table", rules(desk=desk, tables=tables)) for desk in ("count", "read")
            for tables in ("keep", "bring")}  # fmt: skip

    assert len(set(said.values())) == 4 and said["count", "keep"] == SHARE_HINTS["table"]
    assert said["read", "bring"] == f"{TABLE_HINTS['read']} {TABLE_HINTS['bring']}"
    assert share_hint("everyone", rules(desk="read")) == SHARE_HINTS["everyone"]
    assert all(hint in TWIN.read_text("utf-8") for hint in TABLE_HINTS.values())
