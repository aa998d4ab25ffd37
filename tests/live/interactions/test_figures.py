"""Figures beside accounts: always both, and only what everybody may read.

Seen failing with a pair that named a note which was only handed in, and with a line of a step without a source.
"""

from __future__ import annotations

import pytest

from facilitation.interactions.figure.options import figures_of, wrong_options
from facilitation.interactions.figure.record import figures_told
from retreat.consent.gate import Owner
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, op_id

pytestmark = pytest.mark.both_engines

LINE = "People who were asked | 312 of 400 | 2025 | case records"


@pytest.mark.parametrize(
    "figures",
    [
        [],
        ["312"],
        ["People | 312 | 2025"],
        ["People | 312 | 2025 | "],
        ["People | many | 2025 | case records"],
        [LINE, LINE],
        "People | 312 | 2025 | case records",
    ],
)
def test_step_when_a_figure_lacks_a_part_or_has_no_number_then_the_field_is_named(figures: object) -> None:
    assert [name for name, _problem in wrong_options({"figures": figures})] == ["figures"]


@pytest.mark.parametrize("number", ["312", "1,204", "37.5 %", "£250", "312 of 400", "<5", "-3"])
def test_step_when_a_figure_is_whole_then_its_parts_are_read(number: str) -> None:
    options = {"figures": [f"People | {number} | 2025 | case records"]}
    assert list(wrong_options(options)) == []
    (figure,) = figures_of(options)
    assert (figure.id, figure.counts, figure.number) == ("figure-1", "People", number)


def test_note_when_it_was_only_handed_in_then_it_stands_beside_no_figure(database: Database, clock: HandClock) -> None:
    meeting = Meeting.open(database, clock, "number_meets_story")
    ana = meeting.join("Ana")
    meeting.leader.send("round.open", meeting.round_ids[1])
    prompt = list(meeting.leader.board()["prompts"])[-1]
    notes = {share: op_id("note") for share in ("facilitators", "everyone")}
    for share, note in notes.items():
        assert "seq" in ana.send("note.add", note, prompt_id=prompt, text=share, share=share)
    about = {"round_id": meeting.round_ids[0], "figure_id": "figure-1"}

    assert ana.send("figure.pair", note_id=notes["facilitators"], **about)["code"] == "gone"
    assert "seq" in ana.send("figure.pair", "pair-1", note_id=notes["everyone"], relation="covers", **about)
    # Its note is what stands beside the figure, so that its own words may be taken away.
    assert "seq" in ana.send("figure.reword", "pair-1", account="", why="It was counted.")
    with database.read() as db:
        (step,) = figures_told(db, Owner(), meeting.session_id)
    ((figure, (pair,)), (_other, nothing)) = step.figures
    assert (figure.id, pair.note, pair.relation, pair.why) == ("figure-1", "everyone", "covers", "It was counted.")
    assert nothing == []


def test_pair_when_the_desk_sets_it_aside_then_no_board_has_it_and_its_author_may_still_erase_it(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, "number_meets_story")
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    about = {"round_id": meeting.round_ids[0], "figure_id": "figure-2"}
    assert "seq" in ana.send("figure.pair", "pair-1", account="Too soon.", **about)
    assert ben.send("figure.remove", "pair-1")["code"] == "not_permitted"

    assert "seq" in meeting.leader.send("figure.remove", "pair-1")
    assert ben.board()["pairs"] == {}
    assert ana.send("figure.reword", "pair-1", account="Again.")["code"] == "gone"
    assert "seq" in ana.send("figure.remove", "pair-1")
    with database.read() as db:
        assert figures_told(db, Owner(), meeting.session_id) == []
