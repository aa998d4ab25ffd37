"""What was not handed to the desk stays where it is: nobody shows, moves, sets aside or gives a dot to it."""

from __future__ import annotations

import pytest

from facilitation.interactions.notes.loading import set_aside_in
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock, "perspective swap", tables=2)


@pytest.fixture
def ana(meeting: Meeting) -> Person:
    return meeting.join("Ana", table=1)


def texts(person: Person) -> set[str]:
    return {note["text"] for note in person.board()["notes"].values()}


@pytest.fixture
def hidden(meeting: Meeting, ana: Person) -> dict[str, str]:
    """Notes that the desk cannot read, by who can."""
    return {share: ana.note(f"for {share}", share=share) for share in ("me", "table")}


def test_a_question_whose_notes_are_shown_when_some_are_a_tables_or_nobodys_then_those_stay_where_they_are(
    meeting: Meeting, ana: Person, hidden: dict[str, str]
) -> None:
    at_the_table, elsewhere = meeting.join("Ben", table=1), meeting.join("Cy", table=2)
    ana.note("handed in", share="facilitators")

    meeting.leader.send("notes.reveal", prompt_id=meeting.prompt_ids[0])

    assert texts(elsewhere) == texts(meeting.leader) == {"handed in"}
    assert texts(at_the_table) == {"handed in", "for table"}


def test_hidden_notes_when_the_desk_names_them_to_be_shown_then_there_is_nothing_to_show(
    meeting: Meeting, hidden: dict[str, str]
) -> None:
    assert meeting.leader.send("notes.reveal", note_ids=list(hidden.values()))["code"] == "gone"


@pytest.mark.parametrize("share", ["me", "table"])
def test_a_hidden_note_when_the_desk_moves_or_sets_it_aside_then_refused_and_it_is_where_it_was(
    meeting: Meeting, ana: Person, hidden: dict[str, str], share: str
) -> None:
    before, lead, note = ana.board(), meeting.leader, hidden[share]
    lead.send("cluster.add", "c1", title="Rest")

    moved = lead.send("note.move", note, cluster_id="c1", rank="a")
    put_first = lead.send("note.move", note, cluster_id=None, rank="a")
    removed = lead.send("note.remove", note)

    assert {moved["code"], put_first["code"], removed["code"]} == {"not_permitted"}
    assert ana.board()["notes"] == before["notes"]


@pytest.mark.both_engines
def test_a_note_that_not_everyone_reads_when_somebody_gives_it_a_dot_then_it_is_as_if_it_were_not_there(
    database: Database, clock: HandClock
) -> None:
    """Whoever guesses or remembers an id; also its author, whose dot would tell everyone that there is such a note."""
    meeting = Meeting.open(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    shown = ana.note("for all")
    kept = [ana.note(f"for {share}", share=share) for share in ("me", "facilitators")]

    answers = {person.send("vote.cast", note).get("code") for person in (ana, ben, meeting.leader) for note in kept}

    assert answers == {"gone"}
    assert "seq" in ben.send("vote.cast", shown) and ben.board()["votes"] == {shown: 1}


def test_notes_that_were_set_aside_when_the_desk_asks_then_it_is_told_those_that_can_come_back(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    back, erased, refused, handed_in = (
        ana.note("one"),
        ana.note("two"),
        ben.note("three"),
        ana.note("four", share="facilitators"),
    )
    for note in (back, erased, refused, handed_in):
        assert "seq" in meeting.leader.send("note.remove", note)
    ana.send("note.remove", erased)
    ben.answer(notes_kept=False)

    with database.read() as db:
        told = set_aside_in(db, meeting.session_id)

    assert told == [{"id": back, "prompt_id": meeting.prompt_ids[0], "text": "one"}]
    meeting.leader.send("notes.reveal", note_ids=[back])
    with database.read() as db:
        assert set_aside_in(db, meeting.session_id) == []
