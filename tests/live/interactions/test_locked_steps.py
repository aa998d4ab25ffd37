"""Steps that lock the ones before them: predict before you look, and do not write it again afterwards.

Seen failing with a prediction that could be edited after the next step had opened.
"""

from __future__ import annotations

import pytest

from facilitation.phone_view import phone_view
from retreat.clock import to_text
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

pytestmark = pytest.mark.both_engines


def predicted(database: Database, clock: HandClock) -> tuple[Meeting, Person, str]:
    """A session in which Ana has written what she expects, in the first of four steps."""
    meeting = Meeting.open(database, clock, "predict_observe_infer_decide")
    ana = meeting.join("Ana")
    return meeting, ana, ana.note("more calls at night", share="everyone")


def test_prediction_while_its_step_is_open_then_its_author_rewords_it(database: Database, clock: HandClock) -> None:
    _meeting, ana, note = predicted(database, clock)

    assert "seq" in ana.send("note.edit", note, text="more calls in the morning")


def test_prediction_when_the_next_step_opens_then_its_own_closes_and_it_is_read_but_not_reworded(
    database: Database, clock: HandClock
) -> None:
    meeting, ana, note = predicted(database, clock)
    written = to_text(clock())
    clock.forward(minutes=5)

    assert "seq" in meeting.leader.send("round.open", meeting.round_ids[1])
    states = [one["state"] for one in meeting.leader.board()["rounds"].values()]
    assert states == ["closed", "open"]
    clock.forward(minutes=1)
    assert ana.send("note.edit", note, text="I knew it")["code"] == "round_closed"
    assert ana.board()["notes"][note]["text"] == "more calls at night"
    # What was reworded in time, on a phone without a line, still counts.
    assert "seq" in ana.send("note.edit", note, text="in the morning", client_at=written)
    assert "seq" in ana.send("note.remove", note)


def test_step_when_a_later_one_locked_it_then_it_is_not_opened_again(database: Database, clock: HandClock) -> None:
    meeting, _ana, _note = predicted(database, clock)
    for round_id in (meeting.round_ids[1], meeting.round_ids[3]):
        assert "seq" in meeting.leader.send("round.open", round_id)

    for round_id in meeting.round_ids[:3]:
        assert meeting.leader.send("round.open", round_id)["code"] == "not_permitted"


def test_plain_page_when_a_step_locks_then_what_one_predicted_stands_beside_what_one_saw(
    database: Database, clock: HandClock
) -> None:
    meeting, ana, note = predicted(database, clock)
    meeting.join("Ben").note("fewer calls", share="everyone")
    meeting.leader.send("round.open", meeting.round_ids[1])
    prompt = next(found for found in ana.board()["prompts"] if found not in meeting.prompt_ids)
    assert "seq" in ana.send("note.add", "seen", prompt_id=prompt, text="calls at six", share="everyone")

    view = phone_view(ana.board(), {note, "seen"}, at_table=False)
    assert [[each.text for each in notes] for _title, notes in view.before] == [
        ["more calls at night"],
        ["calls at six"],
    ]
    assert {each.id: each.is_locked for each in view.own} == {note: True, "seen": False}
