"""A light bulb from its mark to its end: whose it is, who reads it, until when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from retreat.database import Database
from retreat.ids import system_ids
from retreat.log.closing import close_event
from retreat.log.makings import own_made
from retreat.programme.steps import step_of
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

SHIFT = {
    "used": "that it was their fault",
    "now": "that it was the rota",
    "because": "Carys showed us the rota",
    "set_off": "one line of it",
    "text": "in free words",
}


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock, tables=2)


def marked(person: Person, share: str = "facilitators", **texts: str) -> str:
    bulb = system_ids()
    answer = person.send("lightbulb.mark", bulb, share=share, **texts)
    assert "seq" in answer, answer
    return bulb


def of_bulbs(person: Person) -> list[dict[str, Any]]:
    return [op for op in person.heard() if op["kind"].startswith("lightbulb.")]


def test_a_light_bulb_when_marked_changed_and_taken_back_then_the_desk_reads_it_without_a_name(
    meeting: Meeting,
) -> None:
    """Seen failing: the desk was sent the name."""
    ana = meeting.join("Ana")
    bulb = marked(ana, **SHIFT)
    ana.send("lightbulb.edit", bulb, base_version=1, used="nothing")
    shown = meeting.leader.board()["lightbulbs"][bulb]
    ana.send("lightbulb.remove", bulb)

    assert shown["used"] == "nothing" and shown["actor"] is None
    assert [op["actor"] for op in of_bulbs(meeting.leader)] == [None, None, None]
    assert "Ana" not in str(of_bulbs(meeting.leader))


@pytest.mark.both_engines
def test_all_words_of_a_light_bulb_when_marked_then_read_and_when_taken_back_then_gone_everywhere(
    meeting: Meeting,
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    bulb = marked(ana, "everyone", **SHIFT)
    read = ben.board()["lightbulbs"][bulb]
    assert {name: read[name] for name in SHIFT} == SHIFT

    assert ana.send("lightbulb.edit", bulb, base_version=1, now="that it was neither")["version"] == 2
    after = ben.board()["lightbulbs"][bulb]
    assert {name: after[name] for name in SHIFT} == {**dict.fromkeys(SHIFT, ""), "now": "that it was neither"}
    assert ana.send("lightbulb.remove", bulb)["version"] == 3

    assert ben.board()["lightbulbs"] == {}
    assert {op["body"].get(name) for op in of_bulbs(ben) for name in SHIFT} == {None}


def test_a_light_bulb_of_somebody_else_or_of_an_earlier_version_when_changed_then_refused(meeting: Meeting) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    bulb = marked(ana, "everyone", text="mine")

    assert ben.send("lightbulb.edit", bulb, text="theirs")["code"] == "not_permitted"
    assert meeting.leader.send("lightbulb.edit", bulb, text="theirs")["code"] == "not_permitted"
    assert "seq" in ana.send("lightbulb.edit", bulb, base_version=1, text="mine again")
    assert ana.send("lightbulb.edit", bulb, base_version=1, text="from another phone")["code"] == "stale"
    assert ana.send("lightbulb.edit", system_ids(), text="nowhere")["code"] == "gone"
    assert ana.send("lightbulb.edit", bulb, because="x" * 2_001)["code"] == "too_long"
    assert ben.board()["lightbulbs"][bulb]["text"] == "mine again"


def test_a_light_bulb_for_a_table_when_its_author_sits_elsewhere_then_only_that_table_hears_of_its_change(
    meeting: Meeting,
) -> None:
    first, second = meeting.table_ids
    ana, near, far = (meeting.join(table=table) for table in (first, first, second))
    bulb = marked(ana, "table", text="for us")
    moved = Person(_seat_at(ana, second), ana.token, meeting)

    assert "version" in moved.send("lightbulb.edit", bulb, text="still for us")

    assert near.board()["lightbulbs"][bulb]["text"] == "still for us"
    assert "for us" not in str(far.heard())


def _seat_at(person: Person, table_id: str) -> Any:
    return replace(person.seat, table_id=table_id)


def test_a_light_bulb_when_the_session_has_ended_then_marked_and_changed_until_the_event_closes(
    meeting: Meeting, clock: HandClock
) -> None:
    ana = meeting.join("Ana")
    before = marked(ana, text="during")
    meeting.leader.send("session.end", meeting.session_id)

    bulb = marked(ana, text="on the way out")
    assert "seq" in ana.send("lightbulb.edit", before, base_version=1, text="looking back")

    close_event(meeting.database, meeting.event_id, now=clock(), ids=system_ids)
    assert ana.send("lightbulb.mark", text="too late")["code"] == "round_closed"
    assert ana.send("lightbulb.edit", bulb, text="too late")["code"] == "round_closed"
    assert "seq" in ana.send("lightbulb.remove", bulb)


def test_a_light_bulb_without_any_words_when_marked_in_one_tap_then_it_stands(meeting: Meeting) -> None:
    ana = meeting.join("Ana")

    bulb = marked(ana)

    assert meeting.leader.board()["lightbulbs"][bulb]["used"] == ""


def test_a_note_when_written_as_a_light_bulb_then_its_shape_is_refused(meeting: Meeting) -> None:
    with pytest.raises(Exception, match="note_kind"):
        meeting.join("Ana").note("Now I think …", note_kind="light-bulb")


def test_a_step_kept_before_when_it_offers_light_bulbs_as_notes_then_it_does_no_longer() -> None:
    assert step_of({"title": "What shifted", "note_kinds": ["light-bulb"]}).note_kinds == ("note",)
    assert step_of({"title": "At the end", "note_kinds": ["light-bulb", "action"]}).note_kinds == ("action",)


def test_a_light_bulb_on_a_question_that_its_author_was_never_asked_when_looked_back_at_then_it_says_nothing_of_it(
    meeting: Meeting, database: Database, clock: HandClock
) -> None:
    """Seen red: its author's own page told the words of any question whose id they named."""
    elsewhere = Meeting.open(database, clock, title="Another event")
    ana = meeting.join("Ana")
    for asked in (elsewhere.prompt_ids[0], meeting.prompt_ids[0]):
        assert "seq" in ana.send("lightbulb.mark", system_ids(), on=asked, text="Oh")

    with database.read() as db:
        questions = [one.question for one in own_made(db, ana.seat.id)]

    assert questions[0] == "" != questions[1]
