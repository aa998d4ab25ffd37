"""What somebody takes home: a copy of their own words alone, and a phone that has forgotten them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import create_app
from retreat.database import Database
from retreat.people.queries import people_counts
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.marks import slots
from tests.support.meeting import Meeting
from tests.support.rooms import make_house


@pytest.fixture
def meeting(sqlite_database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(sqlite_database, clock)


@pytest.fixture
def phone(sqlite_database: Database, clock: HandClock, tmp_path: Path, meeting: Meeting) -> Browser:
    """Somebody who has come in and written two notes, while somebody else wrote one."""
    found = Browser(create_app(make_house(sqlite_database, clock, tmp_path)))
    found.send("/join", join_pass=meeting.join_pass)
    found.send(f"/join/{meeting.event_id}", notes="yes", sound="no", name_choice="none")
    for share, text in (("me", "badgers & setts"), ("everyone", "otters")):
        found.send(
            f"/s/{meeting.session_id}/notes",
            page=f"/s/{meeting.session_id}",
            prompt_id=meeting.prompt_ids[0],
            text=text,
            share=share,
        )
    other = meeting.join("Ben").note("herons")
    found.send(f"/s/{meeting.session_id}/dots/{other}", page=f"/s/{meeting.session_id}")
    return found


def test_day_when_somebody_placed_a_card_then_its_latest_place_is_there_and_in_the_copy(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    meeting = Meeting.open(sqlite_database, clock, "where we stand")
    phone = Browser(create_app(make_house(sqlite_database, clock, tmp_path)))
    ana = meeting.join("Ana")
    phone.send("/back", token=ana.token)
    for value in (20, 70):
        clock.forward(seconds=1)
        here = {"scale_id": "card-1", "value": value, "seat": None}
        assert "seq" in ana.send("position.set", **here, moment="before"), value

    day = phone.open(f"/e/{meeting.event_id}").text

    assert day.count("data-mark") == 1 and "70 of 100" in day and "20 of 100" not in day
    assert "70 of 100" in phone.open(f"/e/{meeting.event_id}/copy?as=text").text


@pytest.mark.parametrize(("asked", "kind"), [("", "text/html"), ("?as=text", "text/plain")])
def test_copy_when_taken_then_it_has_ones_own_words_and_nobody_elses(
    phone: Browser, meeting: Meeting, asked: str, kind: str
) -> None:
    answer = phone.open(f"/e/{meeting.event_id}/copy{asked}")

    assert answer.status_code == 200 and answer.mimetype == kind
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "otters" in answer.text and "badgers &" in answer.text and "herons" not in answer.text
    assert ("badgers & setts" in answer.text) == (kind == "text/plain"), "escaped on a page"


def test_copy_and_forgetting_when_nobody_has_come_in_then_the_door(
    sqlite_database: Database, clock: HandClock, tmp_path: Path, meeting: Meeting
) -> None:
    stranger = Browser(create_app(make_house(sqlite_database, clock, tmp_path)))

    for path in ("copy", "forget"):
        assert stranger.open(f"/e/{meeting.event_id}/{path}").headers["Location"] == "/"
    sent = stranger.send(f"/e/{meeting.event_id}/forget", page="/")
    assert sent.headers["Location"] == "/"


def test_phone_when_it_forgets_then_it_opens_nothing_and_nobody_comes_in_as_new_but_the_link_still_works(
    phone: Browser, meeting: Meeting, sqlite_database: Database
) -> None:
    (link,) = slots(phone.open(f"/e/{meeting.event_id}").text, "own_link")

    assert phone.send(f"/e/{meeting.event_id}/forget").headers["Location"] == "/"

    for path in (f"/s/{meeting.session_id}", f"/e/{meeting.event_id}"):
        assert phone.open(path).headers["Location"] == "/"
    phone.send("/join", join_pass=meeting.join_pass)
    phone.send(f"/join/{meeting.event_id}", notes="yes", sound="no", name_choice="none")
    with sqlite_database.read() as db:
        assert people_counts(db, [meeting.session_id])[meeting.session_id] == 2
    phone.send("/back", token=link.split("#")[-1])
    assert "otters" in phone.open(f"/s/{meeting.session_id}").text
