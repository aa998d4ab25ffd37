"""Nothing ends for good by one press: a round pauses and gets more time, and a session is opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from facilitation.operations import open_session
from retreat.clock import from_text
from retreat.database import Database
from retreat.ids import system_ids
from retreat.log.closing import close_event
from retreat.people.access import desk_of_token
from retreat.people.operations import facilitator_token
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.planning import plan

pytestmark = pytest.mark.both_engines
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock)


def round_of(meeting: Meeting) -> dict[str, str]:
    found: dict[str, str] = meeting.leader.board()["rounds"][meeting.round_ids[0]]
    return found


def ends_in(meeting: Meeting) -> timedelta:
    return from_text(round_of(meeting)["ends_at"]) - meeting.clock()


def act(meeting: Meeting, kind: str, **body: object) -> dict[str, object]:
    return meeting.leader.send(kind, meeting.round_ids[0], **body)


def test_paused_round_when_it_goes_on_then_it_has_the_time_it_had_left(meeting: Meeting, clock: HandClock) -> None:
    ana = meeting.join("Ana")
    act(meeting, "round.extend", minutes=10)
    clock.forward(minutes=4)

    act(meeting, "round.pause")
    clock.forward(minutes=20)
    assert round_of(meeting)["paused_at"]
    assert ana.note("written in the pause", share="everyone")
    act(meeting, "round.resume")

    assert ends_in(meeting) == 6 * MINUTE
    assert round_of(meeting)["paused_at"] is None


@pytest.mark.parametrize("gone_s", [60, 30 * 60])
def test_timed_round_when_extended_then_from_its_end_or_from_now_if_that_has_passed(
    meeting: Meeting, clock: HandClock, gone_s: int
) -> None:
    act(meeting, "round.extend", minutes=10)
    clock.forward(seconds=gone_s)
    left = max(ends_in(meeting), timedelta(0))

    act(meeting, "round.extend", minutes=5)

    assert ends_in(meeting) == left + 5 * MINUTE


def test_round_when_paused_twice_or_closed_then_the_second_act_is_told(meeting: Meeting) -> None:
    assert act(meeting, "round.resume")["code"] == "stale"
    act(meeting, "round.pause")
    assert act(meeting, "round.pause")["code"] == "stale"
    act(meeting, "round.close")
    for kind in ("round.pause", "round.resume"):
        assert act(meeting, kind)["code"] == "stale"
    assert act(meeting, "round.extend", minutes=5)["code"] == "stale"
    assert act(meeting, "round.extend", minutes=5, base_version=1)["code"] == "stale"


def test_paused_round_when_closed_and_opened_again_then_it_runs(meeting: Meeting) -> None:
    act(meeting, "round.pause")
    act(meeting, "round.close")
    act(meeting, "round.open")

    assert act(meeting, "round.pause").get("seq")


@pytest.mark.parametrize(("later", "told"), [(HOUR - MINUTE, None), (HOUR + MINUTE, "not_permitted")])
def test_ended_session_when_opened_again_within_the_hour_then_people_write_on(
    meeting: Meeting, clock: HandClock, later: timedelta, told: str | None
) -> None:
    ana = meeting.join("Ana")
    desk = meeting.leader
    desk.send("session.end", meeting.session_id)
    clock.forward(seconds=later.total_seconds())

    answer = desk.send("session.reopen", meeting.session_id)

    assert answer.get("code") == told
    if told is None:
        assert ana.board()["session"]["state"] == "open"
        desk.send("round.open", meeting.round_ids[0])
        assert ana.note("one more thing", share="everyone")
        assert desk.send("session.reopen", meeting.session_id)["code"] == "stale"


def test_ended_session_when_another_is_open_or_the_event_is_over_then_it_stays_ended(
    meeting: Meeting, database: Database, clock: HandClock
) -> None:
    desk = meeting.leader
    desk.send("session.end", meeting.session_id)

    def open_next(db: object) -> str:
        view = plan(db, clock, "brainstorm", title="Afternoon", event_id=meeting.event_id)
        token = facilitator_token(db, view.id, now=clock(), ids=system_ids)
        open_session(db, desk_of_token(db, token), now=clock(), ids=system_ids)
        return view.id

    database.write(open_next)
    assert desk.send("session.reopen", meeting.session_id)["code"] == "not_permitted"

    close_event(database, meeting.event_id, now=clock(), ids=system_ids)
    assert desk.send("session.reopen", meeting.session_id)["code"] == "round_closed"
