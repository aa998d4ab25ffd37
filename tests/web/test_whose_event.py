"""A phone's cookie says which token is for which event; only the token itself is believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app import create_app
from facilitation.pages import phone as pages_phone
from facilitation.seat_cookie import COOKIE as SEAT
from facilitation.seat_cookie import EVENTS_MAX
from retreat.database import Database
from retreat.people.operations import end_token
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.planning import plan
from tests.support.rooms import make_house

OF_AN_EVENT = ("/e/{}", "/e/{}/link", "/e/{}/leave", "/join/{}")


@pytest.fixture
def app(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Flask:
    return create_app(make_house(sqlite_database, clock, tmp_path))


@pytest.fixture
def meeting(sqlite_database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(sqlite_database, clock, title="Ours alone")


def holding(app: Flask, **tokens: str) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie(SEAT, "~".join(f"{key}.{token}" for key, token in tokens.items()))
    return browser


def is_seen_as(browser: Browser, meeting: Meeting) -> str:
    """Whose notes the session's page knows."""
    page = browser.open(f"/s/{meeting.session_id}")
    return page.text if page.status_code == 200 else str(page.status_code)


def test_a_token_of_another_event_when_the_cookie_says_it_is_of_this_one_then_it_opens_nothing(
    app: Flask, meeting: Meeting, sqlite_database: Database, clock: HandClock
) -> None:
    """Seen failing: who had been to any event read the title and the sessions of all others."""
    stranger = Meeting.open(sqlite_database, clock).join("Zoe")
    desk = meeting.leader

    for token in (stranger.token, desk.token):
        browser = holding(app, **{meeting.event_id: token})
        answers = [browser.open(path.format(meeting.event_id)) for path in OF_AN_EVENT]
        assert [answer.location for answer in answers] == ["/"] * len(answers)
        assert browser.open(f"/e/{meeting.event_id}/link.svg").status_code == 401


def test_a_phone_with_a_token_of_the_version_before_when_it_comes_in_anew_then_it_is_the_new_person(
    app: Flask, meeting: Meeting, clock: HandClock
) -> None:
    """Seen failing: the old token, which opened nothing any more, went before the new one and led to the door."""
    gone = meeting.join("Ana")
    meeting.database.write(lambda db: end_token(db, gone.seat.id, now=clock()))
    browser = holding(app, **{meeting.session_id: gone.token})
    browser.send("/join", page="/", join_pass=meeting.join_pass)

    browser.send(f"/join/{meeting.event_id}", notes="yes", sound="no")

    assert 'id="phone"' in is_seen_as(browser, meeting)


def test_a_phone_with_a_token_of_the_version_before_when_somebody_comes_back_by_their_link_then_it_is_theirs(
    app: Flask, meeting: Meeting
) -> None:
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    browser = holding(app, **{meeting.session_id: ana.token})

    browser.send("/back", token=ben.token)

    page = is_seen_as(browser, meeting)
    assert ben.seat.id in page and ana.seat.id not in page


def test_a_cookie_of_thousands_of_tokens_when_it_comes_then_few_are_looked_up(app: Flask, meeting: Meeting) -> None:
    """Seen failing with a query for each."""
    sent = {"Cookie": f"{SEAT}=" + "~".join(f"k{number}.t{number}" for number in range(3_000))}
    looked: list[str] = []
    event.listen(meeting.database.engine, "before_cursor_execute", lambda *told: looked.append(told[2]))

    for path in (f"/e/{meeting.event_id}", "/"):
        app.test_client(use_cookies=False).get(path, headers=sent)

    assert len(looked) < 3 * EVENTS_MAX


@pytest.mark.parametrize("session_id", ["\ud800", "\x00", 7, {}])
def test_an_odd_session_when_somebody_joins_by_program_then_it_is_not_there(
    app: Flask, meeting: Meeting, session_id: object
) -> None:
    """Seen failing with half a character, which no database takes."""
    answer = app.test_client().post("/api/join", json={"join_pass": meeting.join_pass, "session_id": session_id})

    assert answer.status_code == 404


@pytest.mark.both_engines
def test_an_address_with_a_character_that_no_name_has_when_opened_then_it_is_not_there(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    """Seen failing on PostgreSQL, which takes no such text."""
    browser = Browser(create_app(make_house(database, clock, tmp_path)))
    ana = Meeting.open(database, clock).join("Ana")

    answers = [
        browser.open(path, headers={"Authorization": f"Bearer {ana.token}"}).status_code
        for path in ("/s/%00", "/s/%00/answers", "/join/%00", "/api/sessions/%00/snapshot")
    ]

    assert answers == [404] * 4


def test_who_comes_to_a_planned_session_when_another_opens_at_that_moment_then_they_are_led_there(
    app: Flask, meeting: Meeting, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen failing: they waited for good, since only those who had come in are told."""
    database = meeting.database
    ana = meeting.join("Ana")
    meeting.leader.send("session.end", meeting.session_id)
    waits = database.write(lambda db: plan(db, clock, event_id=meeting.event_id))
    opened: list[Meeting] = []
    comes_in = pages_phone._arrived

    def after_another_opened(session_id: str, token: str | None) -> Any:
        opened.append(Meeting.open(database, clock, event_id=meeting.event_id))
        return comes_in(session_id, token)

    monkeypatch.setattr(pages_phone, "_arrived", after_another_opened)

    answer = holding(app, **{meeting.event_id: ana.token}).open(f"/s/{waits.id}")

    assert answer.location == f"/s/{opened[0].session_id}"
