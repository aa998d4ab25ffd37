"""An event of several sessions: people follow, and what they kept to themselves goes when it closes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from facilitation.operations import open_session
from retreat.database import Database
from retreat.database.erasing import waiting
from retreat.errors import Conflict
from retreat.ids import system_ids
from retreat.log.closing import close_event
from retreat.log.makings import own_made
from retreat.people.access import arrive, desk_of_token
from retreat.people.operations import facilitator_token
from retreat.programme.events import open_again, overdue
from retreat.programme.queries import session_view
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person
from tests.support.planning import plan

pytestmark = pytest.mark.both_engines


@pytest.fixture
def first(database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(database, clock, title="Morning")


def then(first: Meeting, title: str = "Afternoon") -> Meeting:
    """The next session of the same event opens."""
    first.clock.forward(hours=1)
    return Meeting.open(first.database, first.clock, event_id=first.event_id, title=title)


def close(meeting: Meeting) -> None:
    close_event(meeting.database, meeting.event_id, now=meeting.clock(), ids=system_ids)


def led_on(person: Person) -> list[dict[str, str]]:
    return [op["body"] for op in person.heard() if op["kind"] == "session.next"]


def test_the_next_session_when_it_opens_then_everybody_in_the_earlier_one_is_told_once(first: Meeting) -> None:
    ana = first.join("Ana")
    first.leader.send("session.end", first.session_id)

    second = then(first)

    assert led_on(ana) == [{"session_id": second.session_id, "title": "Afternoon"}]
    assert ana.board()["session"]["next"]["session_id"] == second.session_id
    assert led_on(ana.into(second)) == []
    assert ana.into(second).board()["session"]["state"] == "open"


def test_people_who_wait_in_a_session_that_is_skipped_then_they_are_led_on_and_it_can_still_open(
    first: Meeting, database: Database, clock: HandClock
) -> None:
    skipped = database.write(lambda db: plan(db, clock, event_id=first.event_id, title="Skipped"))
    ana = first.join("Ana", session=skipped.id)
    second = then(first, "Jumped to")
    waits = ana.into(Meeting(database, clock, session_id=skipped.id))

    assert led_on(waits) == [{"session_id": second.session_id, "title": "Jumped to"}]

    def open_it(db: object) -> object:
        token = facilitator_token(db, skipped.id, now=clock(), ids=system_ids)  # type: ignore[arg-type]
        return open_session(db, desk_of_token(db, token), now=clock(), ids=system_ids)  # type: ignore[arg-type]

    database.write(open_it)
    assert waits.board()["session"]["state"] == "open" and "next" not in waits.board()["session"]


def test_a_note_of_the_first_session_when_taken_back_during_the_second_then_it_is_gone_everywhere(
    first: Meeting,
) -> None:
    ana, ben = first.join("Ana"), first.join("Ben")
    note = ana.note("said too soon")
    second = then(first)
    there = ana.into(second)
    there.note("later words")

    answer = ana.send("note.remove", note)

    assert "seq" in answer
    assert ben.board()["notes"] == {}
    with first.database.read() as db:
        assert [one.texts for one in own_made(db, ana.seat.id)] == [(("", "later words"),)]


def test_only_me_notes_when_the_event_closes_then_they_are_erased_and_nothing_else(first: Meeting) -> None:
    ana, ben = first.join("Ana"), first.join("Ben")
    mine, shared = ana.note("for me alone", share="me"), ana.note("for all")
    ana.send("lightbulb.mark", "bulb-of-ana", text="only mine")
    ana.send("lightbulb.mark", "bulb-for-all", text="for everyone", share="everyone")
    second = then(first)
    there = ana.into(second)
    there.note("also alone", share="me")

    close(first)

    assert set(ana.board()["notes"]) == {shared} and set(ana.board()["lightbulbs"]) == {"bulb-for-all"}
    assert there.board()["notes"] == {}
    assert "alone" not in str(ana.heard()) + str(there.heard())
    assert mine not in str(ben.heard())
    with first.database.read() as db:
        assert waiting(db) is not None  # their bytes are to leave the files


def test_an_event_when_it_closes_then_open_sessions_end_and_late_notes_are_refused_but_taking_back_works(
    first: Meeting,
) -> None:
    ana = first.join("Ana")
    note = ana.note("for all")

    close(first)

    assert ana.board()["session"]["state"] == "ended"
    assert all(round_["state"] == "closed" for round_ in ana.board()["rounds"].values())
    late = ana.send("note.add", prompt_id=first.prompt_ids[0], text="too late")
    assert late["code"] == "round_closed"
    assert "seq" in ana.send("note.remove", note)
    with pytest.raises(Exception, match="join again"):
        first._person(first.leader.token)


def test_an_event_when_its_last_day_is_over_then_no_session_of_it_opens_until_it_is_open_again(
    first: Meeting, database: Database, clock: HandClock
) -> None:
    with database.read() as db:
        assert overdue(db, now=clock()) is None
    clock.forward(days=1)
    with database.read() as db:
        assert overdue(db, now=clock()) == first.event_id
    with pytest.raises(Conflict):
        then(first)
    close(first)
    with database.read() as db:
        assert overdue(db, now=clock()) is None
        assert session_view(db, first.session_id).join_pass is None

    database.write(lambda db: open_again(db, first.event_id, now=clock(), ids=system_ids))

    second = then(first, "Once more")
    assert second.join_pass == first.join_pass
    with database.read() as db:
        assert overdue(db, now=clock() + timedelta(days=1)) == first.event_id


def test_somebody_new_to_a_session_when_they_act_at_once_then_they_have_come_in(first: Meeting) -> None:
    ana = first.join("Ana")
    second = then(first)
    there = ana.into(second)
    assert not there.seat.is_taken

    first.database.write(lambda db: arrive(db, there.seat, now=first.clock()))

    assert ana.into(second).seat.is_taken
