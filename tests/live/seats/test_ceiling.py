"""What one address may write into one session: more than a hall does, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitation.live.limits import HALL_BURST
from retreat.database import Database
from tests.live.seats.door import Door
from tests.support.clock import HandClock


@pytest.fixture
def full(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Door:
    """A session into which one address has just written all that a hall can: but for one note."""
    door = Door.open(sqlite_database, clock, tmp_path)
    halls = door.app.extensions["reception"]._halls
    for _ in range(int(HALL_BURST) - 1):
        halls.take(f"{door.meeting.session_id} 10.0.0.7", now=clock())
    return door


def test_one_address_when_it_writes_more_than_a_hall_then_it_waits_and_nothing_is_lost(full: Door) -> None:
    ana, ben, cy = full.join(), full.join(), full.join(address="10.0.0.8")

    last, above, elsewhere = ana.note(), ben.note(), cy.note()
    full.clock.forward(seconds=1)

    assert "seq" in last and "seq" in elsewhere
    assert above["code"] == "slow_down" and above["retry_after_ms"] > 0
    assert "seq" in ben.note()


def test_one_address_above_its_ceiling_when_somebody_gives_a_dot_or_takes_a_note_back_then_that_is_taken(
    full: Door,
) -> None:
    ana, ben = full.join(), full.join()
    ana.note(target_id="n1")

    assert ben.note()["code"] == "slow_down"
    assert "seq" in ben.send("vote.cast", "n1")
    assert "seq" in ana.send("note.remove", "n1")


def test_another_session_when_one_address_is_above_its_ceiling_then_it_is_free_there(full: Door) -> None:
    other = Door.open(full.meeting.database, full.clock, Path())
    other.app = full.app
    full.join().note()

    assert "seq" in other.join().note()


def test_a_stranger_when_they_send_notes_with_no_right_token_then_the_ceiling_is_as_it_was(full: Door) -> None:
    ana, stranger = full.join(), full.join()
    stranger.token = "nobody's"
    op = {"op_id": "a", "target_id": "b", "kind": "note.add", "body": {"prompt_id": "p", "text": "Mine"}}

    for _ in range(3):
        assert stranger.ask("POST", "ops", {"v": 1, "batch": [op]})[0] == 401

    assert "seq" in ana.note()


def test_a_machine_with_an_address_of_its_own_for_every_note_when_above_its_ceiling_then_it_waits(full: Door) -> None:
    halls = full.app.extensions["reception"]._halls
    for _ in range(int(HALL_BURST)):
        halls.take(f"{full.meeting.session_id} 2001:db8::/64", now=full.clock())

    assert full.join(address="2001:db8::5").note()["code"] == "slow_down"
