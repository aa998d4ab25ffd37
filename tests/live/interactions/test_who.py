"""What participants may do in a step: the server keeps to it for every kind there is, whatever a phone offers."""

from __future__ import annotations

import random

import pytest

from facilitation.activities import load_catalogue
from facilitation.interactions import OPTIONS
from facilitation.live.load.anything import kinds_of, of_kind, steps
from retreat.database import Database
from retreat.log.kinds import KINDS
from retreat.programme.steps import Step
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, op_id
from tests.support.planning import activity_of

ONES_OWN = {"note.edit", "note.remove", "vote.retract", "lightbulb.mark", "lightbulb.edit", "lightbulb.remove"}
TRIES_EACH = 2
WALL = {"note_kinds": ("note",), "shares": ("everyone", "me"), "prompts": ("What?",), "vote_budget": 2}


def step_of_catalogue(interaction: str, **changes: object) -> Step:
    """The first step of the catalogue with this interaction, otherwise ruled."""
    key, place = steps()[interaction]
    found = load_catalogue()[key].steps[place]
    return Step(**{name: getattr(found, name) for name in Step.__dataclass_fields__} | changes)


@pytest.mark.parametrize("may", ["see", "nothing"])
@pytest.mark.parametrize("interaction", sorted(OPTIONS))
def test_step_when_participants_may_not_act_then_nothing_they_send_adds_anything(
    database: Database, clock: HandClock, interaction: str, may: str
) -> None:
    step = step_of_catalogue(interaction, who={"participants": may, "screens": "see"})
    meeting = Meeting.open(database, clock, activity_of(step))
    ana, dice = meeting.join("Ana"), random.Random(f"{interaction} {may}")
    meeting.leader.note("from the desk") if interaction == "notes" else None
    board = ana.board()

    for kind in dice.sample(kinds_of("participant") * TRIES_EACH, len(kinds_of("participant")) * TRIES_EACH):
        op = of_kind(kind, dice, board, step)
        answer = ana.send_all([{"op_id": op_id(), **op}])[0]
        assert op["kind"] in ONES_OWN or "code" in answer, op
        board = ana.board() if "seq" in answer else board

    kept = {op["kind"] for op in ana.heard() if op["actor"] not in (None, "Facilitator")}
    assert kept <= ONES_OWN


def test_note_when_the_step_only_shows_then_refused_and_the_desk_may_still_write(
    database: Database, clock: HandClock
) -> None:
    looking = Step(title="Look", **WALL, who={"participants": "see", "screens": "see"})
    meeting = Meeting.open(database, clock, activity_of(looking))
    ana = meeting.join("Ana")

    refused = ana.send("note.add", prompt_id=meeting.prompt_ids[0], text="mine")
    note = meeting.leader.note("from the desk")

    assert refused["code"] == "not_permitted"
    assert list(ana.board()["notes"]) == [note]
    assert ana.send("vote.cast", note)["code"] == "not_permitted"
    assert "seq" in ana.send("lightbulb.mark", share="me")


def test_ones_own_when_a_later_step_only_shows_then_it_can_be_changed_and_taken_back(
    database: Database, clock: HandClock
) -> None:
    steps = (Step(title="Write", **WALL), Step(title="Look", **WALL, who={"participants": "see", "screens": "see"}))
    meeting = Meeting.open(database, clock, activity_of(*steps))
    ana = meeting.join("Ana")
    first, second = ana.note("one"), ana.note("two")
    assert "seq" in ana.send("vote.cast", second)
    meeting.leader.send("round.open", meeting.round_ids[1])

    assert "seq" in ana.send("note.edit", first, text="another")
    assert "seq" in ana.send("vote.retract", second)
    assert "seq" in ana.send("note.remove", first)


def test_kinds_of_ones_own_when_listed_then_each_exists() -> None:
    assert set(KINDS) >= ONES_OWN


def test_round_when_opened_then_readers_are_told_what_the_step_lets_them_do(
    database: Database, clock: HandClock
) -> None:
    hidden = {"participants": "nothing", "screens": "nothing"}
    meeting = Meeting.open(database, clock, activity_of(Step(title="Rest", easy_read="Rest now.", **WALL, who=hidden)))

    (shown,) = meeting.join("Ana").board()["rounds"].values()

    assert (shown["easy_read"], shown["speaking_as"]) == ("Rest now.", [])
    assert shown["who"] == hidden | {"tables": "keep", "desk": "count"}
