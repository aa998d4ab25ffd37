"""A question in between: beside the plan, before all others, gone again when it closes."""

from __future__ import annotations

import pytest

from facilitation.phone_view import phone_view
from retreat.database import Database
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person, op_id

pytestmark = pytest.mark.both_engines


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock)


def ask(meeting: Meeting, text: str = "Who is not in this room?", **body: object) -> tuple[str, str]:
    round_id, prompt_id = op_id("now"), op_id("asked")
    batch = [
        meeting.leader.op("round.add", round_id, **body),
        meeting.leader.op("prompt.ask", prompt_id, round_id=round_id, text=text),
    ]
    for told in meeting.leader.send_all(batch):
        assert "seq" in told, told
    return round_id, prompt_id


def questions(person: Person) -> list[str]:
    return [asked.text for asked in phone_view(person.board(), (), at_table=False).questions]


def test_open_round_when_something_is_asked_now_then_it_is_the_only_question_until_it_closes(meeting: Meeting) -> None:
    ana = meeting.join("Ana")
    planned = questions(ana)

    round_id, prompt_id = ask(meeting)

    assert questions(ana) == ["Who is not in this room?"]
    assert "seq" in ana.send("note.add", prompt_id=prompt_id, text="her sister", share="everyone")
    assert "seq" in ana.send("note.add", prompt_id=meeting.prompt_ids[0], text="was typed before", share="everyone")
    meeting.leader.send("round.close", round_id)
    assert questions(ana) == planned


def test_no_round_open_when_something_is_asked_now_then_it_is_asked(meeting: Meeting) -> None:
    ana = meeting.join("Ana")
    meeting.leader.send("round.close", meeting.round_ids[0])

    ask(meeting, share="facilitators", note_kinds=["question"])

    [asked] = phone_view(ana.board(), (), at_table=False).questions
    assert (asked.note_kinds, asked.shares) == (("question",), ("facilitators",))


def test_question_asked_now_when_its_kinds_or_its_sender_are_wrong_then_refused(meeting: Meeting) -> None:
    ana = meeting.join("Ana")

    assert meeting.leader.send("round.add", note_kinds=["sentiment"])["code"] == "not_permitted"
    assert meeting.leader.send("round.add", meeting.round_ids[0])["code"] == "not_permitted"
    assert ana.send("round.add")["code"] == "not_permitted"
    assert len(ana.board()["rounds"]) == 1
