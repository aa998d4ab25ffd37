"""A flipchart photographed: agreed to, seen by its table and programme alone, typed, left out, taken back."""

from __future__ import annotations

import html
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from retreat.consent import derived
from retreat.consent.derived import Whose
from retreat.database import Database
from retreat.house import House
from retreat.log.closing import close_event
from retreat.people.guard import COOKIE
from retreat.people.members import make_member
from retreat.people.models import Member
from retreat.pictures.closing import erase_hidden
from retreat.programme.operations import create_programme
from tests.people.pages import Browser
from tests.pictures.drawn import DEVICE, PLACE, jpeg, paper, png
from tests.support.clock import HandClock
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.planning import sign_in
from tests.support.rooms import make_house


@pytest.fixture
def house(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> House:
    return make_house(sqlite_database, clock, tmp_path)


@pytest.fixture
def meeting(sqlite_database: Database, clock: HandClock) -> Meeting:
    return Meeting.open(sqlite_database, clock, "brainstorm", tables=2)


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house)


class Phone(Browser):
    """Somebody's phone at a table, with the token that its page has."""

    def __init__(self, app: Flask, meeting: Meeting, table: int, *, duty: str = "") -> None:
        super().__init__(app)
        self.meeting, self.path = meeting, f"/s/{meeting.session_id}/pictures"
        self.send("/join", join_pass=meeting.join_pass)
        self.send(f"/join/{meeting.event_id}", notes="yes", sound="no", name_choice="none")
        self.send(f"/s/{meeting.session_id}/table", table=meeting.table_ids[table])
        if duty:
            self.send(f"/s/{meeting.session_id}/table/duty", page=f"/s/{meeting.session_id}/table", duty=duty)
        shown = self.open(f"/s/{meeting.session_id}").text
        self.token = re.search(r'"token": ?"([^"]+)"', html.unescape(shown))[1]  # type: ignore[index]
        self.id = re.search(r'"participant_id": ?"([^"]+)"', html.unescape(shown))[1]  # type: ignore[index]
        self.table = meeting.table_ids[table]

    def put(self, picture_id: str, content: bytes, **said: str) -> TestResponse:
        """As the page's script sends it."""
        asked = {"table_id": self.table, "agreed": "yes"} | said
        return self.client.put(
            f"/api/sessions/{self.meeting.session_id}/pictures/{picture_id}",
            query_string=asked,
            data=content,
            headers={"Authorization": f"Bearer {self.token}"},
        )

    def image(self, picture_id: str) -> TestResponse:
        return self.open(f"{self.path}/{picture_id}.jpg")

    def pictures(self) -> list[str]:
        """Those on its page."""
        return re.findall(r'data-picture="([^"]+)"', self.open(self.path).text)

    def does(self, act: str, picture_id: str, **fields: str) -> TestResponse:
        page = f"/s/{self.meeting.session_id}/table"
        return self.send(f"{self.path}/{picture_id}/{act}", page=page, **fields)


def filled(browser: Browser, path: str, content: bytes, **fields: Any) -> TestResponse:
    """A picture by the plain form."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.open(path).text)[1]  # type: ignore[index]
    data = {"csrf_token": html.unescape(token), "picture": (io.BytesIO(content), "IMG_1.jpg")} | fields
    return browser.post(path, data=data, content_type="multipart/form-data")


def desk_of(app: Flask, house: House) -> Browser:
    browser = Browser(app)
    _id, token = house.database.write(lambda db: sign_in(db, house.clock()))
    browser.client.set_cookie(COOKIE, token)
    return browser


def stranger_of(app: Flask, house: House) -> Browser:
    """A lead of another programme."""

    def come(db: Session) -> str:
        staff_id, token = sign_in(db, house.clock(), email="lea@example.org")
        there = create_programme(db, title="Another work", by=None, now=house.clock(), ids=house.ids)
        for row in db.scalars(select(Member).where(Member.staff_id == staff_id)):
            row.ended_at = house.clock()
        make_member(db, there, staff_id, "lead", now=house.clock())
        return token

    browser = Browser(app)
    browser.client.set_cookie(COOKIE, house.database.write(come))
    return browser


def files(house: House) -> list[Path]:
    return [file for file in (house.settings.data / "pictures").rglob("*") if file.is_file()]


def test_a_host_when_they_photograph_paper_then_it_is_clean_and_only_its_table_and_its_programme_see_it(
    app: Flask, house: House, meeting: Meeting, clock: HandClock
) -> None:
    host, member, other = Phone(app, meeting, 0, duty="host"), Phone(app, meeting, 0), Phone(app, meeting, 1)
    sent = jpeg(paper())

    assert host.put("paper-1", sent, agreed="no").json["error"]["code"] == "not_agreed"  # type: ignore[index]
    assert [host.put("paper-1", sent).status_code for _twice in range(2)] == [201, 200]
    assert host.put("paper-2", sent, agreed="no").status_code == 201  # asked once

    assert host.pictures() == member.pictures() == ["paper-1", "paper-2"] and other.pictures() == []
    assert (member.image("paper-1").status_code, other.image("paper-1").status_code) == (200, 404)
    shown = member.image("paper-1")
    assert shown.mimetype == "image/jpeg" and "no-store" in shown.headers["Cache-Control"]
    assert not any(trace in shown.data for trace in (PLACE, DEVICE, b"Exif"))
    assert len(files(house)) == 2 and {file.stat().st_mode & 0o777 for file in files(house)} == {0o600}
    assert files(house)[0].parent.stat().st_mode & 0o777 == 0o700

    record = f"/sessions/{meeting.session_id}/pictures/paper-1.jpg"
    desk = desk_of(app, house)
    assert desk.open(record).status_code == 200
    assert Browser(app).open(record).status_code == 303
    there = f"/sessions/{Meeting.open(house.database, clock).session_id}/pictures/paper-1.jpg"
    assert desk.open(there).status_code == 404
    assert stranger_of(app, house).open(record).status_code == 404
    for heard, wanted in ((meeting.leader, 2), (meeting.join("Dee", table=meeting.table_ids[1]), 0)):
        assert [op["kind"] for op in heard.heard()].count("picture.add") == wanted
    host.send(f"/e/{meeting.event_id}/answers", notes="no", sound="no")
    assert (member.image("paper-1").status_code, desk.open(record).status_code) == (404, 404)
    assert host.put("paper-3", sent).status_code == 403


def test_somebody_else_or_another_file_when_it_is_sent_then_a_reason_is_given_and_nothing_is_kept(
    app: Flask, house: House, meeting: Meeting
) -> None:
    host, member = Phone(app, meeting, 0, duty="scribe"), Phone(app, meeting, 0)

    answers = [
        member.put("x-1", jpeg(paper())),
        host.put("x-2", jpeg(paper()), table_id=meeting.table_ids[1]),
        host.put("x-3", b"%PDF-1.7 no picture"),
        host.put("x-4", png(paper(4, 4), claims=(60_000, 60_000))),
        host.put("x-5", b"\xff\xd8\xff" + bytes(21 * 1024**2)),
        filled(host, host.path, b"", picture_id="x-6", agreed="yes"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 422, 422, 413, 422]
    assert codes(answers[-1].text)[0] == "empty"
    assert host.put("x-7", jpeg(paper())).status_code == 201
    host.send(f"/s/{meeting.session_id}/table/duty", page=f"/s/{meeting.session_id}/table", duty="scribe", answer="no")
    member.send(f"/s/{meeting.session_id}/table/duty", page=f"/s/{meeting.session_id}/table", duty="scribe")
    assert member.put("x-7", jpeg(paper())).status_code == 422
    assert len(files(house)) == 1 and host.pictures() == ["x-7"]


def test_paper_when_it_is_typed_then_each_line_is_an_unsigned_note_on_its_question_that_search_finds(
    app: Flask, house: House, meeting: Meeting
) -> None:
    """Seen red where the log's time ran ahead of the clock: the picture belonged to no question."""
    host, member, desk = Phone(app, meeting, 0, duty="host"), Phone(app, meeting, 0), desk_of(app, house)
    assert filled(host, host.path, jpeg(paper()), picture_id="paper-1", agreed="yes").status_code == 303
    typed = {"lines": "Pelicans need listening\n\n  More time \n", "lines_id": "typed", "share": "everyone"}

    assert [host.does("notes", "paper-1", **typed).status_code for _twice in range(2)] == [303, 303]
    assert member.does("notes", "paper-1", lines="Not mine to type").status_code == 422
    meeting.leader.send("session.end", meeting.session_id)
    at_desk = f"/desk/sessions/{meeting.session_id}/pictures"
    assert desk.send(f"{at_desk}/paper-1/notes", page=at_desk, lines="From the desk").status_code == 303

    notes = meeting.join("Eve", table=meeting.table_ids[0]).board()["notes"].values()
    assert [note["text"] for note in notes] == ["Pelicans need listening", "More time", "From the desk"]
    assert {(note["actor"], note["picture_id"], note["prompt_id"]) for note in notes} == {
        (None, "paper-1", meeting.prompt_ids[0])
    }
    record = desk.open(f"/sessions/{meeting.session_id}?show=notes").text
    image = re.search(r'<img[^>]*alt="([^"]*)"', record)
    assert image and "Pelicans need listening; More time; From the desk" in image[1]
    assert record.count('href="#picture-paper-1"') == 3
    assert 'href="#note-typed-1"' in record and 'id="note-typed-1"' in record
    assert "note-typed-1" in desk.open("/search?q=pelicans").text


def test_a_picture_when_it_is_left_out_then_nobody_sees_it_the_desk_is_told_and_the_end_of_the_event_erases_it(
    app: Flask, house: House, meeting: Meeting, clock: HandClock
) -> None:
    host, member, desk = Phone(app, meeting, 0, duty="host"), Phone(app, meeting, 0), desk_of(app, house)
    other = Phone(app, meeting, 1)
    for one in ("paper-1", "paper-2"):
        host.put(one, jpeg(paper()))
    at_desk = f"/desk/sessions/{meeting.session_id}/pictures"

    assert other.does("leave-out", "paper-1").status_code == 404
    assert [member.does("leave-out", one).status_code for one in ("paper-1", "paper-2")] == [303, 303]

    assert host.pictures() == member.pictures() == []
    record = f"/sessions/{meeting.session_id}/pictures/paper-1.jpg"
    assert [phone.image("paper-1").status_code for phone in (host, member)] == [404, 404]
    assert desk.open(record).status_code == 404
    assert re.findall(r'data-out="([^"]+)"', desk.open(at_desk).text) == ["paper-1", "paper-2"]
    [first, _second] = [op for op in meeting.leader.heard() if op["kind"] == "picture.leave_out"]
    assert (first["actor"], first["body"]) == (None, {"table": "Table 1"})
    assert desk.send(f"{at_desk}/paper-2/show", page=at_desk).status_code == 303
    assert host.pictures() == ["paper-2"] and len(files(house)) == 2

    close_event(house.database, meeting.event_id, now=clock(), ids=house.ids)
    assert (erase_hidden(house, None, "w"), erase_hidden(house, None, "w")) == (True, False)
    assert len(files(house)) == 1 and desk.open(record.replace("paper-1", "paper-2")).status_code == 200


def test_a_picture_when_it_is_taken_back_then_its_bytes_are_gone_at_once_and_its_notes_if_wished(
    app: Flask, house: House, meeting: Meeting, clock: HandClock
) -> None:
    host, member, desk = Phone(app, meeting, 0, duty="host"), Phone(app, meeting, 0), desk_of(app, house)
    for one in ("paper-1", "paper-2", "paper-3"):
        host.put(one, jpeg(paper()))
    host.does("notes", "paper-1", lines="One\nTwo", share="everyone")
    day = f"/e/{meeting.event_id}"
    assert re.findall(r'data-picture="([^"]+)"', host.open(day).text) == ["paper-1", "paper-2", "paper-3"]

    assert member.does("remove", "paper-1").status_code == 404
    assert host.send(f"{host.path}/paper-1/remove", page=day, notes="yes", back=day).location == day
    at_desk = f"/desk/sessions/{meeting.session_id}/pictures"
    assert desk.send(f"{at_desk}/paper-2/remove", page=at_desk).status_code == 303

    assert (host.pictures(), len(files(house))) == (["paper-3"], 1)
    assert meeting.join("Fay").board()["notes"] == {}
    whose = Whose(participant_id=host.id, at=clock())
    derived.erase_files(house, house.database.write(lambda db: derived.erase(db, whose)))
    assert (member.pictures(), files(house)) == ([], [])


def test_a_file_without_a_row_when_the_worker_comes_by_then_it_goes_after_an_hour(
    app: Flask, house: House, meeting: Meeting, clock: HandClock
) -> None:
    host = Phone(app, meeting, 0, duty="host")
    host.put("paper-1", jpeg(paper()))
    known, stray = files(house)[0], house.settings.data / "pictures" / "stray"
    stray.write_bytes(b"left by a killed process")

    an_hour_ago = clock().timestamp() - 3_700
    for file in (known, stray):
        assert erase_hidden(house, None, "w") is False
        os.utime(file, (an_hour_ago, an_hour_ago))

    assert erase_hidden(house, None, "w") is True and files(house) == [known]
