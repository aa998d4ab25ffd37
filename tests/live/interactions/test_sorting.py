"""Sorting: whose piles count, what everybody is told of them, and what undoing leaves alone.

Seen failing with a note that stayed on two piles, with a picture that counted what people sorted for themselves alone,
and with an undo that took a heading away from under somebody else's notes.
"""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.interactions.sort.finding import for_desk, sortings_of
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person, op_id

pytestmark = pytest.mark.both_engines
FEW = 5


class Hall:
    """A desk, people at two tables, three notes that everybody reads, and an open round of sorting."""

    def __init__(self, database: Database, clock: HandClock, people: int = FEW) -> None:
        self.database = database
        self.meeting = meeting = Meeting.open(database, clock, "pragmatic_analysis_clinic", tables=2)
        self.desk = meeting.leader
        tables = meeting.table_ids
        self.people = [meeting.join(f"P{n}", table=tables[n % 2]) for n in range(people)]
        self.notes = [self.write(self.people[0], f"words {n}") for n in range(3)]
        self.round_id = meeting.round_ids[1]
        self.desk.send("round.open", self.round_id)

    def write(self, person: Person, text: str, share: str = "everyone") -> str:
        prompt = next(iter(self.desk.board()["prompts"]))
        note = op_id("note")
        answer = person.send("note.add", note, prompt_id=prompt, text=text, share=share)
        assert "seq" in answer, answer
        return note

    def pile(self, person: Person, *notes: str, share: str = "facilitators", title: str = "Pile") -> str:
        """Somebody makes a pile and puts notes on it."""
        pile = op_id("pile")
        made = person.send("sort.pile", pile, round_id=self.round_id, title=title, share=share)
        assert "seq" in made, made
        for note in notes:
            put = person.send("sort.put", pile, note_id=note)
            assert "seq" in put, put
        return pile

    def told(self) -> dict[str, Any]:
        with self.database.read() as db:
            return for_desk(db, self.meeting.session_id, self.round_id)

    def picture(self) -> dict[str, Any]:
        shown = self.desk.send("sort.show", self.round_id)
        assert "seq" in shown, shown
        told: dict[str, Any] = self.people[-1].board()["sortings"][self.round_id]
        return told


def test_note_when_put_on_a_second_pile_then_it_lies_on_that_alone_and_earlier_piles_keep_their_dates(
    database: Database, clock: HandClock
) -> None:
    hall = Hall(database, clock)
    ana, (one, other, _) = hall.people[0], hall.notes
    first = hall.pile(ana, one, other)
    second = hall.pile(ana, one)

    piles = ana.board()["piles"]
    assert (piles[first]["note_ids"], piles[second]["note_ids"]) == ([other], [one])
    with database.read() as db:
        (sorting,) = sortings_of(db, hall.meeting.session_id, hall.round_id)
    assert {pile.id: pile.note_ids for pile in sorting.piles} == {first: (other,), second: (one,)}
    assert hall.people[1].send("sort.put", first, note_id=one)["code"] == "not_permitted"


def test_table_when_it_sorts_together_then_all_there_move_notes_and_nobody_elsewhere_reads_its_piles(
    database: Database, clock: HandClock
) -> None:
    hall = Hall(database, clock)
    ana, ben, cy = hall.people[:3]
    pile = hall.pile(ana, hall.notes[0], share="table")

    assert "seq" in cy.send("sort.put", pile, note_id=hall.notes[1])
    assert ana.board()["piles"][pile]["note_ids"] == hall.notes[:2]
    assert pile not in ben.board()["piles"]
    assert pile not in hall.desk.board()["piles"]
    assert ben.send("sort.take", pile, note_id=hall.notes[0])["code"] == "not_permitted"
    assert hall.told()["pairs"] == [[*sorted(hall.notes[:2]), 1, 1]]


def test_note_when_not_read_by_all_who_read_the_pile_then_it_is_refused(database: Database, clock: HandClock) -> None:
    hall = Hall(database, clock)
    ana, ben = hall.people[:2]
    pile = hall.pile(ben)
    with_all = hall.pile(ana, share="everyone")
    for round_id in hall.meeting.round_ids[2:4]:
        hall.desk.send("round.open", round_id)
    prompt = list(hall.desk.board()["prompts"])[-1]
    handed_in = op_id("note")
    assert "seq" in ana.send("note.add", handed_in, prompt_id=prompt, text="between us", share="facilitators")

    assert ben.send("sort.put", pile, note_id=handed_in)["code"] == "gone"
    assert ana.send("sort.put", with_all, note_id=handed_in)["code"] == "gone"


def test_picture_when_fewer_than_five_sorted_or_one_says_no_then_nobody_is_told(
    database: Database, clock: HandClock
) -> None:
    hall = Hall(database, clock)
    for person in hall.people[:-1]:
        hall.pile(person, *hall.notes[:2])
    hall.pile(hall.people[-1], *hall.notes[:2], share="me")
    assert hall.told()["sortings"] == FEW - 1  # what is one's own alone is in no number
    assert hall.desk.send("sort.show", hall.round_id)["code"] == "not_permitted"

    hall.pile(hall.people[-1], hall.notes[0])
    hall.pile(hall.people[-1], hall.notes[1])
    pair = {"one_id": min(hall.notes[:2]), "other_id": max(hall.notes[:2]), "together": FEW - 1, "of": FEW}
    assert (hall.picture()["sortings"], hall.picture()["pairs"]) == (FEW, [pair])

    hall.people[-1].answer(notes_kept=False)
    assert hall.desk.send("sort.show", hall.round_id)["code"] == "not_permitted"


def test_piles_when_they_differ_then_the_desk_is_told_of_each_sorting_and_of_a_proposal_by_half(
    database: Database, clock: HandClock
) -> None:
    hall = Hall(database, clock)
    one, other, third = hall.notes
    for person in hall.people[:3]:
        hall.pile(person, one, other)
    for person in hall.people[3:]:
        hall.pile(person, other, third)

    told = hall.told()
    assert len(told["each"]) == FEW
    assert told["groups"] == [sorted((one, other))]
    assert '"P0"' not in str(told)


def test_headings_when_taken_from_a_proposal_then_one_undo_takes_all_back(database: Database, clock: HandClock) -> None:
    hall = Hall(database, clock)
    desk, (one, other, third) = hall.desk, hall.notes
    acts = [op_id("act"), op_id("act")]
    desk.send("sort.gather", "heading-1", op_id=acts[0], title="Put together 1", note_ids=[one, other])
    desk.send(
        "sort.gather", "heading-2", op_id=acts[1], title="Put together 2", second="In other words", note_ids=[third]
    )
    assert desk.board()["clusters"]["heading-2"]["second"] == "In other words"

    assert "seq" in desk.send("sort.undo", op_id("undo"), act_ids=acts)
    board = hall.people[0].board()
    assert board["clusters"] == {}
    assert {note["cluster_id"] for note in board["notes"].values()} == {None}
    assert desk.send("sort.undo", op_id("undo"), act_ids=acts)["code"] == "stale"


def test_merge_when_undone_then_notes_and_both_titles_are_back_and_what_came_since_stays(
    database: Database, clock: HandClock
) -> None:
    hall = Hall(database, clock)
    desk, (one, other, third) = hall.desk, hall.notes
    desk.send("sort.gather", "heading-1", title="Recording", second="Documentation", note_ids=[one])
    desk.send("sort.gather", "heading-2", title="Trust", note_ids=[other])
    merge = op_id("merge")
    desk.send("cluster.merge", "heading-1", op_id=merge, into="heading-2")
    desk.send("note.move", third, cluster_id="heading-2", rank="Z")

    assert "seq" in desk.send("sort.undo", op_id("undo"), act_ids=[merge])
    board = desk.board()
    titles = {(each["title"], each.get("second")) for each in board["clusters"].values()}
    assert titles == {("Recording", "Documentation"), ("Trust", None)}
    lie = {note: board["notes"][note]["cluster_id"] for note in hall.notes}
    assert lie == {one: "heading-1", other: "heading-2", third: "heading-2"}


def test_split_when_undone_after_somebody_else_put_a_note_there_then_the_heading_stays_for_it(
    database: Database, clock: HandClock
) -> None:
    hall = Hall(database, clock)
    desk, (one, other, third) = hall.desk, hall.notes
    desk.send("sort.gather", "heading-1", title="All", note_ids=[one, other])
    split = op_id("split")
    desk.send("sort.gather", "heading-2", op_id=split, title="Some", note_ids=[other])
    desk.send("note.move", third, cluster_id="heading-2", rank="Z")

    assert "seq" in desk.send("sort.undo", op_id("undo"), act_ids=[split])
    board = desk.board()
    assert set(board["clusters"]) == {"heading-1", "heading-2"}
    assert {note: board["notes"][note]["cluster_id"] for note in hall.notes} == {
        one: "heading-1",
        other: "heading-1",
        third: "heading-2",
    }


def test_merge_when_undone_then_each_dot_is_back_on_the_heading_that_it_was_given_to(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, "brainstorm")
    desk, ana, ben = meeting.leader, meeting.join("Ana"), meeting.join("Ben")
    for number, person in enumerate((ana, ben), 1):
        note = person.note(f"words {number}", share="everyone")
        desk.send("sort.gather", f"heading-{number}", title=f"Heading {number}", note_ids=[note])
    for person, heading in ((ana, "heading-1"), (ben, "heading-1"), (ben, "heading-2")):
        assert "seq" in person.send("vote.cast", heading)
    merge = op_id("merge")
    desk.send("cluster.merge", "heading-1", op_id=merge, into="heading-2")

    assert "seq" in desk.send("sort.undo", op_id("undo"), act_ids=[merge])
    assert desk.board()["votes"] == {"heading-1": 2, "heading-2": 1}
    assert "seq" in ana.send("vote.retract", "heading-1")
    assert desk.board()["votes"] == {"heading-1": 1, "heading-2": 1}
