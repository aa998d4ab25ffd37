"""An event on plain pages: planned and closed from the desk, joined, looked back at and left on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import create_app
from facilitation.seat_cookie import COOKIE, EVENTS_MAX
from retreat.database import Database
from retreat.people.queries import seated
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.marks import codes, slots, wrong_fields
from tests.support.meeting import Meeting
from tests.support.rooms import let_in, make_house


@pytest.fixture
def house(sqlite_database: Database, clock: HandClock, tmp_path: Path):
    return make_house(sqlite_database, clock, tmp_path)


@pytest.fixture
def meeting(sqlite_database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(sqlite_database, clock, tables=2)


@pytest.fixture
def desk(house) -> Browser:
    browser = Browser(create_app(house))
    let_in(browser, house)
    return browser


@pytest.fixture
def phone(house) -> Browser:
    return Browser(create_app(house))


def come_in(phone: Browser, meeting: Meeting, **said: str) -> str:
    """By the letters; the address where the phone is then."""
    phone.send("/join", join_pass=meeting.join_pass)
    door = f"/join/{meeting.event_id}"
    return phone.send(door, notes="yes", sound="no", name_choice="none", **said).headers["Location"]


def test_an_event_when_planned_backwards_then_the_last_day_is_wrong_and_nothing_typed_is_lost(
    desk: Browser, meeting: Meeting
) -> None:
    (programme,) = set(re.findall(r"/desk/programmes/([^/\"]+)/events/new", desk.open("/desk").text))
    form = f"/desk/programmes/{programme}/events/new"

    answer = desk.send(form, title="Two days", kind="workshop", starts_on="2026-05-02", ends_on="2026-05-01")

    assert answer.status_code == 422 and wrong_fields(answer.text) == ["ends_on"]
    assert "Two days" in answer.text and "2026-05-02" in answer.text


def test_an_event_when_closed_then_letters_say_so_and_opened_again_they_let_people_in(
    desk: Browser, phone: Browser, meeting: Meeting
) -> None:
    path = f"/desk/events/{meeting.event_id}"
    assert "still_open" in desk.open(f"{path}/close").text

    desk.send(f"{path}/close")

    assert slots(desk.open("/desk").text, "closed")
    refused = phone.send("/join", join_pass=meeting.join_pass)
    assert (refused.status_code, codes(refused.text)) == (410, ["gone"])
    desk.send(f"{path}/open-again", page="/desk")
    assert come_in(phone, meeting) == f"/s/{meeting.session_id}"


def test_a_phone_when_it_comes_in_by_plain_forms_then_sector_and_role_are_its_own_words(
    phone: Browser, meeting: Meeting
) -> None:
    come_in(phone, meeting, sector="other", sector_other="A choir", role="alto")

    day = phone.open(f"/e/{meeting.event_id}").text

    assert slots(day, "who") == ["No name · A choir · alto"]


def test_a_timed_round_when_read_by_plain_forms_then_the_phone_says_until_when(
    phone: Browser, meeting: Meeting, clock: HandClock
) -> None:
    seat = come_in(phone, meeting)
    meeting.leader.send("round.extend", meeting.round_ids[0], minutes=10)
    ends_at = meeting.leader.board()["rounds"][meeting.round_ids[0]]["ends_at"]
    (said,) = slots(phone.open(seat).text, "ends")
    assert ends_at[14:16] in said  # the minutes of the hour are the same in every zone that people meet in

    states = []
    for act in ("round.pause", "round.resume", ""):
        if act:
            meeting.leader.send(act, meeting.round_ids[0])
        else:
            clock.forward(minutes=11)
        states += re.findall(r'data-slot="ends" data-state="(\w+)"', phone.open(seat).text)
    assert states == ["paused", "running", "over"]


def test_a_table_when_changed_then_it_counts_until_the_session_ends(phone: Browser, meeting: Meeting) -> None:
    seat = come_in(phone, meeting)
    first, second = meeting.table_ids
    phone.send(f"{seat}/table", table=first)
    assert phone.send(f"{seat}/table", table="nothing").status_code == 422
    assert phone.send(f"{seat}/table", table=second).status_code == 303
    page = phone.open(f"{seat}/table").text
    meeting.leader.send("session.end", meeting.session_id)

    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    late = phone.post(f"{seat}/table", data={"csrf_token": token[1], "table": first})

    assert late.status_code == 422 and codes(late.text) == ["no_tables"]
    with meeting.database.read() as db:
        assert seated(db, meeting.session_id) == {second: 1, None: 1}


def test_a_day_when_the_event_is_over_then_it_says_so_and_notes_for_oneself_are_gone(
    desk: Browser, phone: Browser, meeting: Meeting
) -> None:
    seat = come_in(phone, meeting)
    for number, share in enumerate(("me", "everyone"), 1):
        phone.send(f"{seat}/notes", page=seat, prompt_id=meeting.prompt_ids[0], text=f"words {number}", share=share)
    before = phone.open(f"/e/{meeting.event_id}").text

    desk.send(f"/desk/events/{meeting.event_id}/close")

    after = phone.open(f"/e/{meeting.event_id}").text
    assert slots(before, "only_me") and "words 1" in before
    assert "over" in codes(after) and not slots(after, "only_me")
    assert "words 1" not in after and "words 2" in after


def test_a_light_bulb_when_marked_then_it_is_on_the_day_and_can_be_taken_back_there(
    phone: Browser, meeting: Meeting
) -> None:
    seat, day = come_in(phone, meeting), f"/e/{meeting.event_id}"
    phone.send(f"{seat}/light-bulbs", page=seat, used="one way", now="another way")
    found = re.search(r'data-kind="lightbulb" data-thing="([^"]+)"', phone.open(day).text)
    assert found and "another way" in phone.open(day).text

    phone.send(f"{seat}/acts", page=day, kind="lightbulb.remove", target_id=found[1], back=day)

    page = phone.open(day).text
    assert "erased" in codes(page) and "another way" not in page


def test_an_own_link_when_wrong_then_it_is_told_and_a_right_one_brings_the_same_person_back(
    phone: Browser, house, meeting: Meeting
) -> None:
    seat = come_in(phone, meeting, role="nurse")
    day = f"/e/{meeting.event_id}"
    (link,) = slots(phone.open(day).text, "own_link")
    other = Browser(create_app(house))

    wrong = other.send("/back", token=link[:-4])
    right = other.send("/back", token=link)

    assert (wrong.status_code, codes(wrong.text)) == (401, ["wrong_link"])
    assert right.headers["Location"] == seat
    assert slots(other.open(day).text, "who") == ["No name · nurse"]


def test_who_leaves_one_of_two_events_then_the_phone_says_that_it_knows_the_other(
    phone: Browser, meeting: Meeting, sqlite_database: Database, clock: HandClock
) -> None:
    other = Meeting.open(sqlite_database, clock)
    come_in(phone, meeting)
    come_in(phone, other)

    phone.send(f"/e/{meeting.event_id}/leave")

    page = phone.open("/").text
    assert codes(page)[:2] == ["left", "knows_more"]
    assert f"/e/{other.event_id}" in page and f"/e/{meeting.event_id}" not in page


def test_many_events_when_a_phone_has_been_to_them_then_its_cookie_is_no_longer_than_browsers_keep(
    phone: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    meetings = [Meeting.open(sqlite_database, clock) for _ in range(EVENTS_MAX + 2)]
    for meeting in meetings:
        come_in(phone, meeting)

    kept = phone.client.get_cookie(COOKIE)

    assert kept is not None and len(kept.value) + len(COOKIE) < 4_000
    assert phone.open(f"/s/{meetings[-1].session_id}").status_code == 200
    assert phone.open(f"/s/{meetings[0].session_id}").status_code == 303


def test_notes_within_tables_when_the_desk_asks_then_it_is_told_how_many(
    desk: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(sqlite_database, clock, "perspective swap", tables=2)
    people = [meeting.join(f"Person {n}", table=table) for n, table in enumerate(meeting.table_ids)]
    for person in people:
        person.note("for the table", share="table")
        person.note("for the desk", share="facilitators")

    told = desk.open(f"/desk/sessions/{meeting.session_id}/rounds/{meeting.round_ids[0]}").get_json()

    assert [table["notes"] for table in told["tables"]] == [{meeting.prompt_ids[0]: 1}] * 2 and told["alone"] == {}
