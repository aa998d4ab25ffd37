"""Signals beside a step: done, raised hands and a pause, where the step offers them, and nobody learns whose."""

from __future__ import annotations

import pytest

from facilitation.activities.reading import BadActivity, read_activity
from facilitation.interactions.signal.options import OFFERS
from facilitation.leaving import leave_event
from retreat.database import Database
from retreat.ids import system_ids
from retreat.programme.queries import event_view
from retreat.programme.steps import Step
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person
from tests.support.planning import activity_of

WALL = {"prompts": ("What?",), "note_kinds": ("note",), "shares": ("everyone",)}
ALL = {"signals": ["done", "hand", "pause"]}


def opened(database: Database, clock: HandClock, *names: str, **step: object) -> tuple[Meeting, list[Person]]:
    """A session whose open step offers everything."""
    fields = {"title": "Talk", "options": ALL} | WALL | step
    meeting = Meeting.open(database, clock, activity_of(Step(**fields)))  # type: ignore[arg-type]
    return meeting, [meeting.join(name) for name in names]


@pytest.mark.both_engines
def test_done_when_people_say_so_then_the_desk_counts_them_and_learns_no_name(
    database: Database, clock: HandClock
) -> None:
    meeting, (ana, ben) = opened(database, clock, "Ana", "Ben")
    here = {"round_id": meeting.round_ids[0]}

    assert "seq" in ana.send("signal.done", "ana-done-1", **here)
    assert "seq" in ben.send("signal.done", **here)

    assert len(meeting.leader.board()["dones"]) == 2
    assert {op["actor"] for op in meeting.leader.heard() if op["kind"] == "signal.done"} == {None}
    assert list(ana.board()["dones"]) == ["ana-done-1"] and "ana-done-1" in ana.snapshot()["mine"]
    assert "ana-done-1" not in ben.board()["dones"]
    assert "seq" in ana.send("signal.undone", "ana-done-1")
    assert len(meeting.leader.board()["dones"]) == 1


@pytest.mark.both_engines
def test_hands_when_called_in_order_then_the_one_before_goes_down(database: Database, clock: HandClock) -> None:
    meeting, (ana, ben) = opened(database, clock, "Ana", "Ben")
    for name, person in (("hand-of-ana", ana), ("hand-of-ben", ben)):
        assert "seq" in person.send("signal.raise", name, round_id=meeting.round_ids[0])

    assert "seq" in meeting.leader.send("signal.call", "hand-of-ana")
    assert meeting.leader.send("signal.call", "hand-of-ana")["code"] == "stale"
    assert ben.send("signal.call", "hand-of-ben")["code"] == "not_permitted"
    assert "seq" in meeting.leader.send("signal.call", "hand-of-ben")

    hands = ana.board()["hands"]
    assert list(hands) == ["hand-of-ben"] and hands["hand-of-ben"]["called_at"]
    assert "seq" in ana.send("signal.raise", round_id=meeting.round_ids[0])


def test_pause_when_asked_for_then_only_the_desk_and_who_asked_know_of_it(database: Database, clock: HandClock) -> None:
    meeting, (ana, ben) = opened(database, clock, "Ana", "Ben")
    ana.send("signal.pause", "pause-of-ana", round_id=meeting.round_ids[0])

    asked = meeting.leader.board()["pauses"]["pause-of-ana"]
    meeting.leader.send("signal.seen", "pause-of-ana")

    assert asked["seen_at"] is None and ben.board()["pauses"] == {}
    assert ana.board()["pauses"]["pause-of-ana"]["seen_at"]
    assert "seq" in ana.send("signal.pause", round_id=meeting.round_ids[0])


@pytest.mark.parametrize("kind", ["signal.done", "signal.raise", "signal.pause"])
def test_signal_when_the_step_does_not_offer_it_then_refused(database: Database, clock: HandClock, kind: str) -> None:
    meeting, (ana,) = opened(database, clock, "Ana", options={"signals": ["time"]})

    assert ana.send(kind, round_id=meeting.round_ids[0])["code"] == "not_permitted"
    assert ana.send(kind, round_id="no-such-round")["code"] == "gone"


def test_signal_when_people_only_look_on_then_they_can_raise_a_hand_all_the_same(
    database: Database, clock: HandClock
) -> None:
    meeting, (ana,) = opened(database, clock, "Ana", who={"participants": "see", "screens": "see"})

    assert "seq" in ana.send("signal.raise", round_id=meeting.round_ids[0])


def test_signal_of_somebody_else_when_taken_back_then_refused(database: Database, clock: HandClock) -> None:
    meeting, (ana, ben) = opened(database, clock, "Ana", "Ben")
    ana.send("signal.raise", "hand-of-ana", round_id=meeting.round_ids[0])

    assert ben.send("signal.lower", "hand-of-ana")["code"] == "not_permitted"
    assert ana.send("signal.undone", "hand-of-ana")["code"] == "gone"
    assert "seq" in meeting.leader.send("signal.lower", "hand-of-ana")


def test_hand_and_done_when_their_owner_leaves_then_both_are_taken_back(database: Database, clock: HandClock) -> None:
    meeting, (ana,) = opened(database, clock, "Ana")
    ana.send("signal.raise", round_id=meeting.round_ids[0])
    ana.send("signal.done", round_id=meeting.round_ids[0])

    def leave(db: object) -> None:
        event = event_view(db, meeting.event_id)  # type: ignore[arg-type]
        leave_event(db, event, ana.seat.id, ana.token, now=clock(), ids=system_ids)  # type: ignore[arg-type]

    database.write(leave)

    board = meeting.leader.board()
    assert (board["hands"], board["dones"]) == ({}, {})


@pytest.mark.parametrize("wrong", [["shout"], ["done", "done"], "done", [1]])
def test_offers_when_written_wrongly_then_the_field_is_named(wrong: object) -> None:
    step = {"title": "Talk", "prompts": ["What?"], "note_kinds": ["note"], "shares": ["everyone"]}
    activity = {"name": "A", "purpose": "B", "group_shape": "C", "attribution_ceiling": "named"}

    with pytest.raises(BadActivity) as bad:
        read_activity("a", activity | {"steps": [step | {"options": {"signals": wrong}}]})

    assert [one.field for one in bad.value.wrong] == ["steps[1].options.signals"]
    assert read_activity("a", activity | {"steps": [step | {"options": {"signals": list(OFFERS)}}]})
