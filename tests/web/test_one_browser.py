"""One browser, one seat at an event: also after leaving, and unless those who lead add another person on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import create_app
from facilitation.seat_cookie import COOKIE
from retreat.database import Database
from retreat.people.arrivals import arrivals
from retreat.people.queries import people_counts
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.marks import codes, slots
from tests.support.meeting import Meeting
from tests.support.rooms import let_in, make_house

ANSWERS = {"notes": "yes", "sound": "no", "name_choice": "none"}


@pytest.fixture
def house(sqlite_database: Database, clock: HandClock, tmp_path: Path):
    return make_house(sqlite_database, clock, tmp_path)


@pytest.fixture
def app(house):
    return create_app(house)


@pytest.fixture
def meeting(sqlite_database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(sqlite_database, clock)


@pytest.fixture
def desk(app, house) -> Browser:
    browser = Browser(app)
    let_in(browser, house)
    return browser


@pytest.fixture
def phone(app) -> Browser:
    return Browser(app, address="10.0.0.7")


def type_letters(phone: Browser, meeting: Meeting) -> str:
    """Type the code; the address of the door."""
    phone.send("/join", join_pass=meeting.join_pass)
    return f"/join/{meeting.event_id}"


def come_in(phone: Browser, meeting: Meeting) -> str:
    """By the letters; the address where the phone is then."""
    return phone.send(type_letters(phone, meeting), **ANSWERS).headers["Location"]


def leave(phone: Browser, meeting: Meeting, **how: str) -> None:
    phone.send(f"/e/{meeting.event_id}/leave", **how)


def people(meeting: Meeting) -> list[str]:
    """Everybody who ever came in."""
    with meeting.database.read() as db:
        return [one.id for one in arrivals(db, meeting.event_id)]


def number_of(desk: Browser, meeting: Meeting) -> str:
    """A number for one more person, as the desk reads it out."""
    path = f"/desk/events/{meeting.event_id}/arrivals"
    return slots(desk.send(f"{path}/another", page=path).text, "number")[0]


def dots(phone: Browser, meeting: Meeting, seat: str) -> list[str]:
    """The notes that the page offers to give a dot to."""
    return re.findall(rf'action="{seat}/dots/([^"/]+)"', phone.open(f"{seat}?stay").text)


def test_who_leaves_when_they_come_in_again_then_they_are_the_same_person_with_their_notes(
    phone: Browser, meeting: Meeting
) -> None:
    seat = come_in(phone, meeting)
    phone.send(f"{seat}/notes", page=seat, prompt_id=meeting.prompt_ids[0], text="Mine alone", share="me")
    leave(phone, meeting)
    assert phone.open(seat).headers["Location"] == "/"

    door = type_letters(phone, meeting)
    asked = phone.open(door)
    back = phone.send(f"{door}/again", page=door)

    assert codes(asked.text) == ["left"]
    assert back.headers["Location"] == seat and "Mine alone" in phone.open(seat).text
    assert len(people(meeting)) == 1


def test_an_own_link_that_somebody_else_has_when_its_owner_leaves_then_it_brings_nobody_back(
    app, phone: Browser, meeting: Meeting
) -> None:
    """Seen red: with the code on the screen, whoever had read the link came in as the person who had left."""
    seat = come_in(phone, meeting)
    phone.send(f"{seat}/notes", page=seat, prompt_id=meeting.prompt_ids[0], text="Mine alone", share="me")
    kept = phone.client.get_cookie(COOKIE)
    assert kept
    leave(phone, meeting)
    thief = Browser(app, address="10.0.0.8")
    door = type_letters(thief, meeting)
    thief.client.set_cookie(COOKIE, kept.value)

    thief.send(f"{door}/again", page=door)

    assert thief.open(seat).headers["Location"] == "/"
    type_letters(phone, meeting)
    phone.send(f"{door}/again", page=door)
    assert "Mine alone" in phone.open(seat).text


def test_who_has_given_all_their_dots_when_they_leave_and_come_again_then_none_is_new(
    phone: Browser, meeting: Meeting
) -> None:
    ana = meeting.join("Ana")
    notes = [ana.note(f"note {number}") for number in range(6)]
    seat = come_in(phone, meeting)
    for note in notes[:5]:
        phone.send(f"{seat}/dots/{note}", page=seat)
    leave(phone, meeting)
    door = type_letters(phone, meeting)
    phone.send(f"{door}/again", page=door)

    more = phone.send(f"{seat}/dots/{notes[5]}", page=seat)

    assert "budget_spent" in codes(more.text)
    assert sum(ana.board()["votes"].values()) == 5


def test_who_left_when_they_send_the_doors_form_all_the_same_then_they_are_who_they_were(
    phone: Browser, meeting: Meeting
) -> None:
    door = type_letters(phone, meeting)
    form = phone.open(door).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token
    phone.post(door, data={"csrf_token": token[1], **ANSWERS})
    leave(phone, meeting)
    type_letters(phone, meeting)

    answer = phone.post(door, data={"csrf_token": token[1], **ANSWERS})

    assert answer.headers["Location"] == f"/s/{meeting.session_id}"
    assert len(people(meeting)) == 1


def test_a_form_that_is_sent_ten_times_when_no_answer_is_kept_then_one_person_came(
    phone: Browser, meeting: Meeting
) -> None:
    """As by a finger that trembles, or by a program that shows the right letters' cookie again and again."""
    door = type_letters(phone, meeting)
    token = re.search(r'name="csrf_token" value="([^"]+)"', phone.open(door).text)
    kept = phone.client.get_cookie("form")
    assert token and kept

    for _ in range(10):
        phone.client.set_cookie("form", kept.value)
        phone.client.delete_cookie(COOKIE)
        assert phone.post(door, data={"csrf_token": token[1], **ANSWERS}).status_code == 303

    assert len(people(meeting)) == 1
    assert phone.open(f"/s/{meeting.session_id}").status_code == 200


def test_a_phone_that_is_handed_on_when_its_owner_shuts_it_then_nobody_comes_back_as_them_there(
    phone: Browser, desk: Browser, meeting: Meeting
) -> None:
    seat = come_in(phone, meeting)
    phone.send(f"{seat}/notes", page=seat, prompt_id=meeting.prompt_ids[0], text="Not for others", share="me")
    leave(phone, meeting, shared="yes")
    door = type_letters(phone, meeting)

    shut = phone.open(door)
    phone.send(f"{door}/again", page=door)
    still_shut = phone.open(door)
    refused = phone.send(f"{door}/another", page=door, number="AAAAAA")
    phone.send(f"{door}/another", page=door, number=number_of(desk, meeting).lower())
    there = phone.send(door, **ANSWERS)

    assert codes(shut.text) == codes(still_shut.text) == ["shut"]
    assert refused.status_code == 404
    assert there.headers["Location"] == seat and "Not for others" not in phone.open(seat).text
    assert len(people(meeting)) == 2


def test_a_number_when_it_was_used_or_its_time_is_over_then_it_lets_nobody_in(
    phone: Browser, desk: Browser, meeting: Meeting, app, clock: HandClock
) -> None:
    come_in(phone, meeting)
    leave(phone, meeting)
    used, late = number_of(desk, meeting), number_of(desk, meeting)
    door = type_letters(phone, meeting)
    phone.send(f"{door}/another", page=door, number=used)
    phone.send(door, **ANSWERS)
    leave(phone, meeting)
    type_letters(phone, meeting)

    again = phone.send(f"{door}/another", page=door, number=used)
    clock.forward(minutes=11)
    expired = phone.send(f"{door}/another", page=door, number=late)

    assert (again.status_code, expired.status_code) == (404, 404)
    assert len(people(meeting)) == 2


def test_one_number_when_two_phones_type_it_then_one_person_comes_in(
    phone: Browser, desk: Browser, meeting: Meeting, app
) -> None:
    other, number = Browser(app), number_of(desk, meeting)
    for each in (phone, other):
        come_in(each, meeting)
        leave(each, meeting)
        door = type_letters(each, meeting)
        assert each.send(f"{door}/another", page=door, number=number).status_code == 303

    first, second = (each.send(f"/join/{meeting.event_id}", **ANSWERS) for each in (phone, other))

    assert (first.status_code, second.status_code) == (303, 404)
    assert len(people(meeting)) == 3


def test_guessed_numbers_when_they_come_in_masses_then_they_wait(phone: Browser, meeting: Meeting) -> None:
    come_in(phone, meeting)
    leave(phone, meeting)
    door = type_letters(phone, meeting)

    statuses = [phone.send(f"{door}/another", page=door, number=f"AAAA{n:02}").status_code for n in range(61)]

    assert set(statuses[:60]) == {404} and statuses[60] == 429


def test_a_phone_that_was_taken_out_when_it_comes_by_the_letters_then_it_is_told_and_can_be_let_in(
    phone: Browser, desk: Browser, meeting: Meeting
) -> None:
    seat = come_in(phone, meeting)
    phone.send(f"{seat}/notes", page=seat, prompt_id=meeting.prompt_ids[0], text="Hello", share="everyone")
    path, who = f"/desk/events/{meeting.event_id}/arrivals", people(meeting)[0]
    desk.send(f"{path}/take-out", page=path, people=who)
    door = type_letters(phone, meeting)

    told, again = phone.open(door), phone.post(f"{door}/again", data={})
    with meeting.database.read() as db:
        assert people_counts(db, [meeting.session_id]) == {}
    desk.send(f"{path}/let-in", page=path, people=who)

    assert codes(told.text) == ["out"] and again.status_code in (303, 400)
    assert "Hello" in phone.open(seat).text


def test_many_from_one_address_when_the_desk_looks_then_it_can_take_them_out_and_sees_their_address_nowhere(
    desk: Browser, meeting: Meeting, app
) -> None:
    meeting.join("Ana").note("Stays")
    for number in range(12):
        flood = Browser(app, address="10.9.8.7")
        seat = come_in(flood, meeting)
        flood.send(f"{seat}/notes", page=seat, prompt_id=meeting.prompt_ids[0], text=f"spam {number}", share="everyone")
    path = f"/desk/events/{meeting.event_id}/arrivals"
    page = desk.open(path).text
    rush = page.split('data-rush="address"')[1].split("</form>")[0]

    desk.post(
        f"{path}/take-out",
        data={
            "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0],
            "people": re.findall(r'value="([^"]+)" checked', rush),
        },
    )

    assert "10.9.8.7" not in page
    assert {note["text"] for note in meeting.leader.board()["notes"].values()} == {"Stays"}
    assert "no_rush" in codes(desk.open(path).text)


def test_an_event_when_it_closes_then_nothing_is_kept_of_where_people_came_from(
    phone: Browser, desk: Browser, meeting: Meeting
) -> None:
    come_in(phone, meeting)
    with meeting.database.read() as db:
        before = [one.near for one in arrivals(db, meeting.event_id)]

    desk.send(f"/desk/events/{meeting.event_id}/close")

    with meeting.database.read() as db:
        assert [one.near for one in arrivals(db, meeting.event_id)] == [None] and before != [None]


def test_who_leaves_in_the_middle_of_a_circle_then_their_place_is_free_and_the_turn_goes_on(
    phone: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    """Seen failing: everybody waited for somebody who had left, until the desk pressed on."""
    meeting = Meeting.open(sqlite_database, clock, "talking circle")
    (round_id,) = meeting.round_ids
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    phone.client.set_cookie(COOKIE, f"{meeting.event_id}.{ana.token}")
    for person in (ana, ben):
        assert "seq" in person.send("circle.join", round_id=round_id)
    meeting.leader.send("circle.begin", round_id)

    leave(phone, meeting)

    circle = ben.board()["circles"][round_id]
    assert [seat["place"] for seat in circle["places"].values()] == [2] and circle["turn"] == 2
