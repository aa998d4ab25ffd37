"""Leaving something out from a phone, by plain forms: asked, taken back, lifted, and told to the others unsigned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from retreat.database import Database
from retreat.house import House
from retreat.log.closing import close_event
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.marks import codes, slots
from tests.support.meeting import Meeting
from tests.support.rooms import make_house


@pytest.fixture
def house(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> House:
    return make_house(sqlite_database, clock, tmp_path)


@pytest.fixture
def meeting(sqlite_database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(sqlite_database, clock, tables=2)


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house)


def phone_at(app: Flask, meeting: Meeting, table_id: str | None) -> Browser:
    """Somebody's phone, at a table or at none."""
    phone = Browser(app)
    phone.send("/join", join_pass=meeting.join_pass)
    phone.send(f"/join/{meeting.event_id}", notes="yes", sound="yes", name_choice="none")
    phone.send(f"/s/{meeting.session_id}/table", table=table_id or "")
    return phone


def leave_out(phone: Browser, meeting: Meeting, minutes: str = "5") -> int:
    """Send the form; the status of the answer."""
    path = f"/s/{meeting.session_id}/leave-out"
    shown = phone.open(path).text
    one = re.search(r'name="left_out_id" value="([^"]+)"', shown)
    return phone.send(path, left_out_id=one[1] if one else "x", minutes=minutes).status_code


def stretches(phone: Browser, meeting: Meeting) -> list[tuple[str, str]]:
    """Each stretch on the phone's page: its id and state."""
    page = phone.open(f"/s/{meeting.session_id}/leave-out").text
    return re.findall(r'data-left-out="([^"]+)" data-state="([^"]+)"', page)


def acts(phone: Browser, meeting: Meeting) -> list[str]:
    """What the phone's page offers for the stretches."""
    return re.findall(r'data-act="([^"]+)"', phone.open(f"/s/{meeting.session_id}/leave-out").text)


def test_a_stretch_when_it_is_left_out_then_the_table_sees_it_and_only_who_asked_can_undo_it_for_a_minute(
    app: Flask, meeting: Meeting, clock: HandClock
) -> None:
    ana, ben = (phone_at(app, meeting, meeting.table_ids[0]) for _ in range(2))
    cy = phone_at(app, meeting, meeting.table_ids[1])

    assert leave_out(ana, meeting) == 303

    [(one, state)] = stretches(ana, meeting)
    assert stretches(ben, meeting) == [(one, state)] == [(one, "out")] and stretches(cy, meeting) == []
    assert (acts(ana, meeting), acts(ben, meeting)) == (["undo", "stay"], ["stay"])
    page = f"/s/{meeting.session_id}/leave-out"
    assert ben.send(f"{page}/{one}/undo", page=page).status_code == 404
    clock.forward(seconds=61)
    assert acts(ana, meeting) == ["stay"]
    assert ana.send(f"{page}/{one}/undo", page=page).status_code == 409
    assert stretches(ben, meeting) == [(one, "out")]


def test_a_stretch_when_it_is_undone_in_time_then_nobody_sees_it_any_more(app: Flask, meeting: Meeting) -> None:
    ana, ben = (phone_at(app, meeting, meeting.table_ids[0]) for _ in range(2))
    leave_out(ana, meeting)
    [(one, _state)] = stretches(ana, meeting)
    page = f"/s/{meeting.session_id}/leave-out"

    assert ana.send(f"{page}/{one}/undo", page=page).status_code == 303

    assert stretches(ana, meeting) == stretches(ben, meeting) == []
    assert [op["kind"] for op in meeting.leader.heard() if op["kind"].startswith("sound.")] == [
        "sound.leave_out",
        "sound.let_in",
    ]


def test_a_stretch_when_each_lifts_it_then_it_stays_and_until_then_nobody_sees_who_has_not(
    app: Flask, meeting: Meeting
) -> None:
    ana, ben = (phone_at(app, meeting, meeting.table_ids[0]) for _ in range(2))
    leave_out(ana, meeting)
    [(one, _state)] = stretches(ana, meeting)
    page = f"/s/{meeting.session_id}/leave-out"
    before = ben.open(page).text

    ana.send(f"{page}/{one}/stay", page=page, may_stay="yes")

    def told(text: str) -> str:
        return re.sub(r'(value|nonce)="[^"]+"', "", text)

    assert told(ben.open(page).text) == told(before) and acts(ana, meeting) == ["undo", "out"]
    assert stretches(ben, meeting) == [(one, "out")]
    ben.send(f"{page}/{one}/stay", page=page, may_stay="yes")
    assert stretches(ana, meeting) == stretches(ben, meeting) == [(one, "stays")]


def test_somebody_without_a_table_when_they_ask_then_they_choose_one_first(app: Flask, meeting: Meeting) -> None:
    phone = Browser(app)
    phone.send("/join", join_pass=meeting.join_pass)
    phone.send(f"/join/{meeting.event_id}", notes="yes", sound="yes", name_choice="none")
    path = f"/s/{meeting.session_id}/leave-out"
    page = phone.open(path)

    assert 'data-slot="no_table"' in page.text
    token = f"/s/{meeting.session_id}/table"
    answer = phone.send(path, page=token, left_out_id="one", minutes="5")
    assert (answer.status_code, codes(answer.text)) == (422, ["no_table"])


@pytest.mark.parametrize("fields", [{"minutes": "7"}, {"minutes": "no"}, {}, {"minutes": "5", "left_out_id": "a b"}])
def test_a_form_when_it_says_nonsense_then_it_is_refused_and_nothing_is_left_out(
    app: Flask, meeting: Meeting, fields: dict[str, str]
) -> None:
    phone = phone_at(app, meeting, meeting.table_ids[0])

    answer = phone.send(f"/s/{meeting.session_id}/leave-out", **({"left_out_id": "one"} | fields))

    assert answer.status_code == 422 and codes(answer.text)
    assert stretches(phone, meeting) == []


def test_a_stranger_when_they_ask_then_they_are_sent_to_the_door(app: Flask, meeting: Meeting) -> None:
    stranger = Browser(app)

    for act in ("", "/x/undo", "/x/stay"):
        answer = stranger.send(f"/s/{meeting.session_id}/leave-out{act}", page="/join", minutes="5", left_out_id="x")
        assert answer.status_code in (303, 404), act
    assert stranger.open(f"/s/{meeting.session_id}/leave-out").headers["Location"] == "/"


def test_an_event_when_it_is_closed_then_nothing_more_can_be_left_out_or_lifted(
    app: Flask, meeting: Meeting, house: House
) -> None:
    phone = phone_at(app, meeting, meeting.table_ids[0])
    leave_out(phone, meeting)
    [(one, _state)] = stretches(phone, meeting)
    close_event(house.database, meeting.event_id, now=house.clock(), ids=house.ids)
    page = f"/s/{meeting.session_id}/leave-out"

    assert stretches(phone, meeting) == [(one, "erased")] and acts(phone, meeting) == []
    assert slots(phone.open(page).text, "no_table") == []
    token = f"/e/{meeting.event_id}/answers"
    assert phone.send(f"{page}/{one}/stay", page=token, may_stay="yes").status_code == 409
    assert phone.send(page, page=token, minutes="5", left_out_id="two").status_code == 409
