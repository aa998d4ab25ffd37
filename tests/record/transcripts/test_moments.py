"""What was said knows its step and its question by the clock of the log, also after its beginning was corrected."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retreat.house import House
from retreat.log.moments import NOWHERE, Event, Place, laid_out, moments_of
from retreat.transcripts.beginning import as_typed, move_beginning
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import talk_of
from tests.support.clock import HandClock
from tests.support.meeting import Meeting

NINE = datetime(2026, 3, 5, 9, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_a_moment_when_two_steps_are_open_then_it_is_of_the_one_that_was_opened_last() -> None:
    moments = laid_out(
        [
            Event(at=at(0), what="open", step_id="one"),
            Event(at=at(1), what="ask", step_id="one", prompt_id="a"),
            Event(at=at(5), what="open", step_id="two"),
            Event(at=at(6), what="ask", step_id="two", prompt_id="b"),
            Event(at=at(8), what="close", step_id="two"),
            Event(at=at(9), what="close", step_id="one"),
        ]
    )

    assert [moments.at(at(minutes)) for minutes in (-1, 0.5, 2, 5.5, 7, 8.5, 10)] == [
        NOWHERE,
        Place(step_id="one"),
        Place(step_id="one", prompt_id="a"),
        Place(step_id="two"),
        Place(step_id="two", prompt_id="b"),
        Place(step_id="one", prompt_id="a"),
        NOWHERE,
    ]
    assert moments.of_prompt("a") == [(at(1), at(5)), (at(8), at(9))]
    assert moments.at(None) == NOWHERE


def test_any_moment_when_steps_open_and_close_at_random_then_it_lies_in_the_stretches_of_its_question() -> None:
    dice = random.Random(7)
    events = []
    for minute in range(60):
        step = f"step-{dice.randrange(4)}"
        what = dice.choice(("open", "close", "ask"))
        events.append(Event(at=at(minute), what=what, step_id=step, prompt_id=f"of-{step}" if what == "ask" else None))
    moments = laid_out(events)

    for minute in range(-1, 70):
        place = moments.at(at(minute + 0.5))
        for step in range(4):
            prompt = f"of-step-{step}"
            inside = any(
                a <= at(minute + 0.5) and (b is None or at(minute + 0.5) < b) for a, b in moments.of_prompt(prompt)
            )
            assert inside == (place.prompt_id == prompt)


@pytest.mark.both_engines
def test_a_round_when_opened_again_then_the_log_tells_both_stretches(meeting: Meeting, clock: HandClock) -> None:
    first = meeting.clock()
    meeting.leader.send("round.close", meeting.round_ids[0])
    clock.forward(minutes=5)
    between = meeting.clock()
    clock.forward(minutes=5)
    meeting.leader.send("round.open", meeting.round_ids[0])
    clock.forward(minutes=1)

    with meeting.database.read() as db:
        moments = moments_of(db, meeting.session_id)

    assert moments.at(first + timedelta(seconds=1)).step_id in (None, meeting.round_ids[0])
    assert moments.at(between) == NOWHERE
    assert moments.at(meeting.clock()).step_id == meeting.round_ids[0]


@pytest.mark.both_engines
def test_turns_when_the_beginning_is_corrected_then_page_and_search_have_them_at_another_question(
    house: House, meeting: Meeting, ada: Browser, tmp_path: Path, clock: HandClock
) -> None:
    table = talk_of(house, meeting, tmp_path)
    page = f"/sessions/{meeting.session_id}"
    asked = {"prompt_id": meeting.prompt_ids[0]}

    def move(to: datetime) -> None:
        with house.database.read() as db:
            recording_id = db.get_one(TranscriptVersion, table.transcript_id).recording_id
        house.database.write(
            lambda db: move_beginning(
                db, meeting.session_id, recording_id or "", typed=as_typed(to), seen=None, now=clock()
            )
        )

    opened = meeting.clock()
    clock.forward(hours=2)
    move(opened - timedelta(hours=1))
    before = (re.findall(r'data-prompt="([^"]+)"', ada.open(page).text), table.found("garden", **asked))
    move(opened + timedelta(minutes=10))
    after = (set(re.findall(r'data-prompt="([^"]+)"', ada.open(page).text)), table.found("garden", **asked))

    assert before == ([], [])
    assert after[0] == {meeting.prompt_ids[0]} and len(after[1]) == 1


def test_words_of_a_page_when_read_then_each_carries_its_number(
    house: House, meeting: Meeting, ada: Browser, tmp_path: Path
) -> None:
    table = talk_of(house, meeting, tmp_path)

    page = ada.open(f"/sessions/{meeting.session_id}").text

    assert re.findall(r'<span id="w(\d+)"', page) == [str(n) for n, _text in table.words()]
