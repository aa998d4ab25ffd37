"""What an event that has closed still offers, and what it does not; and two sessions of an event that are both open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import create_app
from retreat.database import Database
from retreat.ids import system_ids
from retreat.log.closing import close_event
from retreat.programme.events import event_row, morning_after, open_again
from retreat.programme.queries import event_view, session_view
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.marks import codes, slots
from tests.support.meeting import Meeting
from tests.support.planning import plan
from tests.support.rooms import let_in, make_house


@pytest.fixture
def house(sqlite_database: Database, clock: HandClock, tmp_path: Path):
    return make_house(sqlite_database, clock, tmp_path)


@pytest.fixture
def meeting(sqlite_database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(sqlite_database, clock, title="Morning")


@pytest.fixture
def later(meeting: Meeting) -> str:
    """Another session of the same event, planned."""
    return meeting.database.write(
        lambda db: plan(db, meeting.clock, "brainstorm", title="Afternoon", event_id=meeting.event_id)
    ).id


@pytest.fixture
def desk(house) -> Browser:
    browser = Browser(create_app(house))
    let_in(browser, house)
    return browser


@pytest.fixture
def phone(house, meeting: Meeting) -> Browser:
    browser = Browser(create_app(house))
    browser.send("/join", join_pass=meeting.join_pass)
    browser.send(f"/join/{meeting.event_id}", notes="yes", sound="no", name_choice="none")
    return browser


def close(meeting: Meeting) -> None:
    close_event(meeting.database, meeting.event_id, now=meeting.clock(), ids=system_ids)


def states(meeting: Meeting) -> dict[str, str]:
    with meeting.database.read() as db:
        return {one.title: one.state for one in event_view(db, meeting.event_id).sessions}


def test_an_event_closed_before_its_last_day_when_opened_again_then_it_ends_when_it_was_to_end(
    meeting: Meeting, clock: HandClock
) -> None:
    """Seen failing: it closed a day after it was opened again, and took its second half away."""

    def make_longer(db) -> None:
        event = event_row(db, meeting.event_id, locked=True)
        event.ends_on = event.ends_on.replace(year=event.ends_on.year + 1)
        event.closes_at = morning_after(event.ends_on)

    meeting.database.write(make_longer)
    with meeting.database.read() as db:
        planned = event_view(db, meeting.event_id).closes_at
    close(meeting)

    until = meeting.database.write(lambda db: open_again(db, meeting.event_id, now=clock(), ids=system_ids))

    with meeting.database.read() as db:
        assert until == event_view(db, meeting.event_id).closes_at == planned


def test_a_closed_event_when_looked_at_from_the_desk_then_nothing_is_offered_but_to_open_it_again(
    desk: Browser, meeting: Meeting, later: str
) -> None:
    plans = f"/desk/events/{meeting.event_id}/sessions/new"
    pages = ("/desk", f"/desk/sessions/{later}", plans)
    assert f'"{plans}"' in desk.open("/desk").text and f"/sessions/{later}/open" in desk.open(pages[1]).text

    close(meeting)

    for page in pages:
        shown = desk.open(page).text
        assert "event_over" in codes(shown) and f"/events/{meeting.event_id}/open-again" in shown
        assert plans not in shown.partition("<main")[2] and f"/sessions/{later}/open" not in shown
    assert f'href="/desk/sessions/{later}"' not in desk.open("/desk").text
    for session in (meeting.session_id, later):
        wall = desk.open(f"/desk/sessions/{session}/wall").text
        assert "letters" not in wall and "boot" not in wall


def test_a_closed_event_when_looked_back_at_on_a_phone_then_notes_can_be_taken_back_and_nothing_else(
    phone: Browser, meeting: Meeting
) -> None:
    seat = f"/s/{meeting.session_id}"
    phone.send(f"{seat}/notes", page=seat, prompt_id=meeting.prompt_ids[0], text="words", share="facilitators")
    phone.send(f"{seat}/light-bulbs", page=seat, now="another way")
    before = phone.open(f"{seat}?stay").text
    assert slots(before, "bulb") and "/share" in before and "/edit" in before

    close(meeting)

    after = phone.open(f"{seat}?stay").text
    assert not slots(after, "bulb") and "/share" not in after and "/edit" not in after
    assert after.count("/remove") == 2 and not slots(after, "sound")
    assert '"over": true' in after


def test_what_comes_too_late_when_refused_then_it_says_what_has_closed(meeting: Meeting) -> None:
    ana = meeting.join("Ana")
    note = ana.note("words", share="facilitators")

    meeting.leader.send("session.end", meeting.session_id)
    ended = ana.send("note.edit", note, text="other words")
    close(meeting)
    over = ana.send("note.share", note, share="everyone")

    assert [(one["code"], one["why"]) for one in (ended, over)] == [
        ("round_closed", "session_ended"),
        ("round_closed", "event_over"),
    ]


def test_the_word_of_another_session_when_that_has_ended_then_it_is_gone(phone: Browser, meeting: Meeting) -> None:
    seat = f"/s/{meeting.session_id}"
    phone.open(seat)
    second = Meeting.open(meeting.database, meeting.clock, event_id=meeting.event_id, title="Afternoon")
    assert slots(phone.open(f"{seat}?stay").text, "next")

    second.leader.send("session.end", second.session_id)

    assert not slots(phone.open(f"{seat}?stay").text, "next")


@pytest.mark.parametrize(("first", "state"), [("end", "ended"), ("keep", "open")])
def test_the_next_session_when_an_earlier_one_is_open_then_the_desk_is_asked_which_of_them_goes_on(
    desk: Browser, phone: Browser, meeting: Meeting, later: str, first: str, state: str
) -> None:
    planned = f"/desk/sessions/{later}"
    shown = desk.open(planned).text
    assert slots(shown, "others_open") and re.findall(r'name="first" value="(\w+)"', shown) == ["end", "keep"]

    desk.send(f"{planned}/open", page=planned, first=first, end=meeting.session_id)

    assert states(meeting) == {"Morning": state, "Afternoon": "open"}
    day = phone.open(f"/e/{meeting.event_id}").text
    assert bool(slots(day, "also_open")) is (first == "keep")
    assert f'button--primary" href="/s/{later}"' in day
    assert bool(slots(desk.open(f"/desk/sessions/{meeting.session_id}").text, "gone_on")) is (first == "keep")


def test_a_session_that_has_ended_when_its_desk_is_opened_then_it_says_what_there_is(
    desk: Browser, meeting: Meeting, sqlite_database: Database, clock: HandClock
) -> None:
    other = Meeting.open(sqlite_database, clock)
    other.join("Ana").note("words", share="facilitators")
    said = []
    for one in (meeting, other):
        one.leader.send("session.end", one.session_id)
        said += slots(desk.open(f"/desk/sessions/{one.session_id}").text, "kept")

    assert len(said) == 2 and said[0] != said[1]
    with sqlite_database.read() as db:
        assert session_view(db, meeting.session_id).state == "ended"


def test_one_answer_when_changed_then_the_other_keeps_its_date(
    phone: Browser, meeting: Meeting, clock: HandClock
) -> None:
    """Seen failing: both had the date of the change."""
    answers = f"/e/{meeting.event_id}/answers"
    clock.forward(days=40)

    phone.send(answers, notes="no", sound="no")

    (shown,) = slots(phone.open(answers).text, "given") or [""]
    notes, sound = re.findall(r"Answered on (\d+.\w+.\d{4})", shown)
    assert notes != sound and len(re.findall(r'data-answer="', phone.open(answers).text)) == 2
