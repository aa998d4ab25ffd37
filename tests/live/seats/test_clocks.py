"""A phone's clock is believed as far as its own line was silent, and an hour past the end of a session."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from facilitation.seats.heard import DEVICES_MAX, TOKENS_MAX, Heard
from retreat.clock import to_text
from retreat.database import Database
from tests.live.seats.door import Door, Phone
from tests.support.clock import HandClock


@pytest.fixture
def door(database: Database, clock: HandClock, tmp_path: Path) -> Door:
    return Door.open(database, clock, tmp_path)


def written_at(door: Door, note_id: str) -> str:
    return door.meeting.leader.board()["notes"][note_id]["written_at"]


@pytest.mark.both_engines
def test_a_phone_without_a_line_when_its_round_has_closed_then_its_note_lands_at_its_moment(door: Door) -> None:
    ana = door.join()
    written = door.pass_time(minutes=5)
    door.close_round()
    door.pass_time(minutes=5)

    answer = ana.note(target_id="n1", written=written)

    assert "seq" in answer
    assert written_at(door, "n1") == to_text(written)


def test_a_phone_that_was_heard_all_along_when_it_claims_an_earlier_time_then_it_is_too_late(door: Door) -> None:
    ana = door.join()
    forged = door.pass_time(ana, minutes=5)
    door.close_round()
    door.pass_time(ana, minutes=1)

    assert ana.note(written=forged)["code"] == "round_closed"


def test_a_phone_that_was_heard_all_along_when_the_round_is_open_then_the_servers_time_counts(door: Door) -> None:
    ana = door.join()
    forged = door.pass_time(ana, minutes=5)

    ana.note(target_id="n1", written=forged)

    assert written_at(door, "n1") == to_text(door.clock())


def test_a_note_on_its_way_when_the_round_closes_then_it_is_taken(door: Door) -> None:
    ana = door.join()
    door.pass_time(ana, minutes=5)
    written = door.clock()
    door.clock.forward(seconds=1)
    door.close_round()
    door.clock.forward(seconds=8)

    assert "seq" in ana.note(written=written)


def test_a_phone_that_is_back_when_it_has_said_hello_first_then_what_it_held_is_still_taken(door: Door) -> None:
    ana = door.join()
    door.pass_time(ana, minutes=2)
    written = door.pass_time(minutes=10)
    door.close_round()
    door.pass_time(ana, minutes=1)

    assert "seq" in ana.note(written=written)


def test_a_phone_that_has_been_back_for_long_when_it_claims_its_gap_then_it_is_too_late(door: Door) -> None:
    ana = door.join()
    written = door.pass_time(minutes=10)
    door.close_round()
    door.pass_time(ana, minutes=4)

    assert ana.note(written=written)["code"] == "round_closed"


def test_a_phone_when_it_claims_a_time_before_its_gap_then_it_is_too_late(door: Door) -> None:
    ana = door.join()
    before = door.pass_time(ana, minutes=10)
    door.close_round()
    door.pass_time(minutes=5)

    assert ana.note(written=before)["code"] == "round_closed"


def test_a_phone_that_came_after_the_end_when_it_claims_to_have_been_there_then_it_is_too_late(door: Door) -> None:
    forged = door.pass_time(minutes=5)
    door.end()
    door.pass_time(minutes=1)

    assert door.join().note(written=forged)["code"] == "round_closed"


@pytest.mark.parametrize(("minutes", "is_taken"), [(50, True), (61, False)])
def test_a_session_that_has_ended_when_a_phone_comes_back_then_it_has_an_hour(
    door: Door, minutes: int, is_taken: bool
) -> None:
    ana = door.join()
    written = door.pass_time(minutes=5)
    door.end()
    door.pass_time(minutes=minutes)

    assert ("seq" in ana.note(written=written)) == is_taken


@pytest.mark.parametrize("seconds", [1, 20, 3_600, 10**8])
def test_a_clock_in_the_future_when_a_note_is_written_then_the_servers_time_counts(door: Door, seconds: int) -> None:
    ana = door.join()
    door.clock.forward(minutes=5)

    ana.note(target_id="n1", written=door.clock() + timedelta(seconds=seconds))

    assert written_at(door, "n1") == to_text(door.clock())


def test_a_clock_in_the_future_when_the_round_has_closed_then_it_opens_nothing(door: Door) -> None:
    ana = door.join()
    door.close_round()
    door.clock.forward(minutes=1)

    assert ana.note(written=door.clock().replace(year=2031))["code"] == "round_closed"


def test_a_server_that_has_just_started_when_phones_come_back_then_the_log_knows_when_they_were_there(
    door: Door, tmp_path: Path
) -> None:
    """What was said before the last note of theirs that was kept is not believed."""
    ana = door.join()
    door.pass_time(ana, minutes=3)
    ana.note()
    forged = door.clock() - timedelta(minutes=2)
    written = door.pass_time(minutes=5)
    door.close_round()
    restarted = Door(door.meeting, Door.open(door.meeting.database, door.clock, tmp_path).app, door.clock)
    ana.door = restarted

    assert ana.note(written=forged)["code"] == "round_closed"
    assert "seq" in ana.note(written=written)


def test_a_second_phone_of_somebody_when_it_was_away_alone_then_its_own_gap_counts() -> None:
    heard, clock = Heard(), HandClock()
    heard.tell("ana", now=clock(), device="tablet")
    for _ in range(30):
        clock.forward(seconds=10)
        heard.tell("ana", now=clock(), device="phone")
    back = clock.at
    heard.tell("ana", now=back, device="tablet")

    assert [gap.until for gap in heard.gaps("ana", device="tablet")][1:] == [back]
    assert [gap for gap in heard.gaps("ana", device="phone") if gap.since is not None] == []


def test_a_database_that_could_not_be_written_when_phones_go_on_trying_then_that_is_a_gap_of_the_servers() -> None:
    heard, clock = Heard(), HandClock()
    heard.tell("ana", now=clock())
    clock.forward(minutes=3)
    began = clock.at
    for _ in range(20):
        heard.tell("ana", now=clock())
        heard.was_deaf(now=clock())
        clock.forward(seconds=10)

    *_, deaf = heard.gaps("ana")

    assert deaf.since is not None and deaf.since < began
    assert clock.at - deaf.until == timedelta(seconds=10)


def test_more_lines_than_are_kept_when_they_are_heard_then_the_longest_unheard_is_forgotten() -> None:
    heard, clock = Heard(), HandClock()
    heard.tell("first", now=clock())
    for number in range(TOKENS_MAX):
        heard.tell(f"token-{number}", now=clock())

    assert heard.gaps("first") == () and len(heard.gaps(f"token-{TOKENS_MAX - 1}")) == 1


def test_a_crowd_of_strangers_when_it_asks_with_invented_tokens_then_nobody_is_forgotten(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red: a forged clock was believed once so many had asked that the phone was no longer known."""
    monkeypatch.setattr("facilitation.seats.heard.TOKENS_MAX", 3)
    ana = door.join()
    forged = door.pass_time(ana, minutes=5)
    door.close_round()
    door.pass_time(ana, minutes=1)

    for number in range(5):
        stranger = Phone(door, f"invented-{number}", "nobody", "10.0.0.66")
        assert stranger.ask("POST", "ops", {"v": 1, "batch": [ana_note(door)]})[0] == 401

    assert ana.note(written=forged)["code"] == "round_closed"


def ana_note(door: Door) -> dict[str, object]:
    body = {"prompt_id": door.meeting.prompt_ids[0], "text": "We were tired"}
    return {"op_id": "op-1", "kind": "note.add", "target_id": "note-1", "body": body}


def test_a_crowd_of_seats_when_made_to_have_one_forgotten_then_its_forged_clock_is_not_believed(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("facilitation.seats.heard.TOKENS_MAX", 3)
    ana = door.join()
    forged = door.pass_time(ana, minutes=5)
    door.close_round()
    door.pass_time(ana, minutes=1)

    for _ in range(5):
        door.join()

    assert ana.note(written=forged)["code"] == "round_closed"


def test_a_phone_that_names_a_new_device_each_time_when_heard_then_few_are_kept() -> None:
    heard, clock = Heard(), HandClock()
    heard.tell("ana", now=clock(), device="first")
    for number in range(DEVICES_MAX):
        heard.tell("ana", now=clock(), device=f"device-{number}")
    clock.forward(minutes=5)

    asked = {name: heard.gaps("ana", device=name, now=clock()) for name in ("first", "device-1")}

    assert [len(gaps) for gaps in asked.values()] == [2, 3]
