"""A phone that is in, and opens the plain address: the first thing there leads back to where it was."""

from __future__ import annotations

from pathlib import Path

from app import create_app
from facilitation.seat_cookie import COOKIE
from retreat.database import Database
from retreat.ids import system_ids
from retreat.log.closing import close_event
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_house


def test_a_phone_that_is_in_when_it_opens_the_plain_address_then_it_is_led_back_before_it_is_asked_for_letters(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    app = create_app(make_house(sqlite_database, clock, tmp_path))
    meeting = Meeting.open(sqlite_database, clock)
    phone = Browser(app)
    assert "back_to" not in phone.open("/").text
    phone.client.set_cookie(COOKIE, f"{meeting.event_id}.{meeting.join('Ana').token}")

    page = phone.open("/").text

    assert f'href="/s/{meeting.session_id}" data-slot="back_to"' in page
    assert page.index('data-slot="back_to"') < page.index('id="letters"')
    close_event(sqlite_database, meeting.event_id, now=clock(), ids=system_ids)
    assert "back_to" not in phone.open("/").text
