"""People without a device: added by their scribe or the desk, written for, and taken back without a word left.

Seen failing: with forms that do not say for whom they were made, with removal left out, with hands told by anybody.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from app import create_app
from facilitation.seat_cookie import COOKIE
from retreat.consent.models import ConsentAnswer
from retreat.consent.queries import all_answers
from retreat.database import Database
from retreat.log.models import LogOperation, Note, Words
from retreat.people.models import Participant
from retreat.people.queries import people_by_sector
from retreat.people.seating import end_duty, take_duty
from tests.people.pages import Browser, first_facilitator
from tests.support.clock import HandClock
from tests.support.marks import codes, slots
from tests.support.meeting import Meeting, Person
from tests.support.rooms import make_house

SAID = {"notes": "yes", "sound": "no", "name": "Eve", "sector": "other", "sector_other": "Carers"}


class Hall:
    """A session with two tables; Ana is scribe of the first one, and her phone and the desk are browsers."""

    def __init__(self, database: Database, clock: HandClock, folder: Path) -> None:
        self.meeting = Meeting.open(database, clock, tables=2)
        self.app = create_app(make_house(database, clock, folder))
        self.desk = Browser(self.app)
        first_facilitator(self.desk)
        self.table = self.meeting.table_ids[0]
        self.ana = self.meeting.join("Ana", table=self.table)
        self.be_scribe(self.ana)
        self.phone = self.phone_of(self.ana)
        self.page = f"/s/{self.meeting.session_id}"
        self.base = f"/desk/events/{self.meeting.event_id}/without-device"

    def be_scribe(self, person: Person) -> None:
        session, now = self.meeting.session_id, self.meeting.clock()
        self.meeting.database.write(lambda db: take_duty(db, session, self.table, "scribe", person.seat.id, now=now))

    def phone_of(self, person: Person) -> Browser:
        phone = Browser(self.app)
        phone.client.set_cookie(COOKIE, f"{self.meeting.event_id}.{person.token}")
        return phone

    def add_eve(self) -> str:
        answer = self.phone.send(f"{self.page}/people", **SAID)
        assert answer.status_code == 303, codes(answer.text)
        return answer.location.rsplit("/", 1)[1]

    def fields(self, phone: Browser) -> dict[str, str]:
        """What the form for a note holds, as it is on the page."""
        form = re.search(r'<form class="composer".*?</form>', phone.open(self.page).text, re.DOTALL)
        assert form, "no form for a note"
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
        return {name: html.unescape(value) for name, value in hidden}

    def write(self, text: str, fields: dict[str, str] | None = None) -> int:
        sent = (fields or self.fields(self.phone)) | {"text": text}
        return self.phone.post(f"{self.page}/notes", data=sent).status_code

    def authors(self) -> dict[str, str]:
        with self.meeting.database.read() as db:
            notes = db.execute(select(Note.participant_id, Words.texts).join(Words, Words.id == Note.words_id)).all()
        return {texts["text"]: author for author, texts in notes if texts.get("text")}


@pytest.fixture
def hall(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Hall:
    return Hall(sqlite_database, clock, tmp_path)


def test_person_without_a_phone_when_added_by_the_scribe_then_counted_with_their_own_answers(hall: Hall) -> None:
    unasked = hall.phone.send(f"{hall.page}/people", **SAID | {"sound": ""})
    assert unasked.status_code == 422
    assert 'value="yes" required checked' in unasked.text, "what was entered is kept"

    eve = hall.add_eve()

    slip = hall.phone.open(f"{hall.page}/people/{eve}").text
    with hall.meeting.database.read() as db:
        row = db.get_one(Participant, eve)
        assert row.slip
        assert re.fullmatch(r"[2-9A-HJ-NP-Z]{6}", row.slip)
        given = all_answers(db, eve)
        assert people_by_sector(db, hall.meeting.session_id)["Carers"] == 1
    assert f'data-number="{row.slip}"' in slip
    assert (given["notes_kept"], given["audio_recorded"], given["quotes"]) == ("yes", "no", "not_asked")
    person = f"{hall.base}/{eve}"
    assert "checked" not in hall.desk.open(person).text, "what was said before is not shown"
    hall.desk.send(f"{person}/answers", page=person, notes="no", sound="no")
    with hall.meeting.database.read() as db:
        entered = db.scalars(select(ConsentAnswer).where(ConsentAnswer.participant_id == eve)).all()
        assert all_answers(db, eve)["notes_kept"] == "no"
    assert {one.how for one in entered} == {"spoken"}
    assert {one.entered_by == hall.ana.seat.id for one in entered} == {True, False}
    assert all(one.entered_by for one in entered)
    hall.phone.send(f"{hall.page}/for", page=hall.page, person=eve)
    assert "not_kept_for" in codes(hall.phone.open(hall.page).text)
    found = hall.desk.open(f"{hall.base}?slip={row.slip[:3].lower()}-{row.slip[3:]}")
    assert found.location == f"{hall.base}/{eve}"
    assert hall.desk.open(f"{hall.base}?slip=222222").status_code == 404


def test_scribe_when_choosing_for_whom_then_every_form_says_so_and_never_becomes_the_scribes(hall: Hall) -> None:
    eve = hall.add_eve()
    for_self = hall.fields(hall.phone)
    hall.phone.send(f"{hall.page}/for", page=hall.page, person=eve)
    shown = hall.phone.open(hall.page).text
    for_eve = hall.fields(hall.phone)

    assert 'data-person="' + eve in shown
    assert f"/e/{hall.meeting.event_id}" not in shown, "no way to the scribe's own day from there"
    assert hall.write("hers", for_eve) == 303
    assert hall.write("mine, from a tab opened before", for_self) == 303
    assert hall.authors() == {"hers": eve, "mine, from a tab opened before": hall.ana.seat.id}

    hall.meeting.database.write(lambda db: end_duty(db, hall.table, "scribe"))
    late = hall.phone.post(f"{hall.page}/notes", data=for_eve | {"text": "too late", "op_id": "o", "note_id": "n"})

    assert late.status_code == 403
    assert "writes_no_more" in codes(late.text)
    assert "too late" in late.text
    assert "too late" not in hall.authors()
    assert not re.search(r'data-slot="writes_for"', hall.phone.open(hall.page).text)


def test_people_who_are_no_scribe_when_adding_or_choosing_then_refused(hall: Hall) -> None:
    eve, ben = hall.add_eve(), hall.meeting.join("Ben", table=hall.table)
    phone = hall.phone_of(ben)

    assert 'data-slot="writes_for"' not in phone.open(hall.page).text
    assert phone.open(f"{hall.page}/people").status_code == 403
    assert phone.send(f"{hall.page}/for", page=hall.page, person=eve).status_code == 403
    assert phone.send(f"{hall.page}/people", page=hall.page, **SAID).status_code == 403
    assert phone.open(f"{hall.page}/people/{eve}").status_code == 404


def test_session_without_tables_when_the_desk_chooses_who_writes_then_they_do_until_it_chooses_otherwise(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    meeting = Meeting.open(sqlite_database, clock)
    desk = Browser(create_app(make_house(sqlite_database, clock, tmp_path)))
    first_facilitator(desk)
    ana = meeting.join("Ana")
    base = f"/desk/events/{meeting.event_id}/without-device"
    eve = desk.send(base, **SAID).location.rsplit("/", 1)[1]
    phone = Browser(desk.app)
    phone.client.set_cookie(COOKIE, f"{meeting.event_id}.{ana.token}")
    place = {"page": f"{base}/{eve}", "session": meeting.session_id}

    assert eve not in phone.open(f"/s/{meeting.session_id}").text
    desk.send(f"{base}/{eve}/place", **place, scribe=ana.seat.id)
    assert eve in phone.open(f"/s/{meeting.session_id}").text
    assert desk.send(f"{base}/{eve}/place", **place, scribe=eve).status_code == 422
    desk.send(f"{base}/{eve}/place", **place, scribe="")
    assert eve not in phone.open(f"/s/{meeting.session_id}").text


def test_hands_when_counted_by_desk_and_scribe_then_in_the_record_with_the_person_as_author(hall: Hall) -> None:
    eve, ben = hall.add_eve(), hall.meeting.join("Ben", table=hall.table)
    hall.phone.send(f"{hall.page}/for", page=hall.page, person=eve)
    assert hall.write("More time") == 303
    with hall.meeting.database.read() as db:
        note = db.scalars(select(Note.id).where(Note.participant_id == eve)).one()
    about = {"target_id": note, "round_id": hall.meeting.round_ids[0]}

    answers = [person.send("hands.count", **about, count=7) for person in (hall.ana, ben)]
    assert ["code" in one for one in answers] == [False, True]
    for count in (6, 9):
        assert "seq" in hall.meeting.leader.send("hands.count", **about, count=count)

    record = hall.desk.open(f"/sessions/{hall.meeting.session_id}?tab=notes").text
    assert re.findall(r'data-hands="(\d+)"', record) == ["7", "9"]
    assert "More time" in record
    assert "Eve" in record
    assert hall.meeting.leader.board()["votes"] == {}
    hall.meeting.leader.send("hands.count", **about)
    assert [one["count"] for one in hall.ana.board()["raised"].values()] == [7]


def test_person_when_they_take_everything_back_then_no_word_is_left_and_nobody_elses_is_touched(hall: Hall) -> None:
    eve = hall.add_eve()
    assert hall.write("Ana keeps this") == 303
    hall.phone.send(f"{hall.page}/for", page=hall.page, person=eve)
    assert hall.write("Canary one") == 303
    assert hall.write("Canary two") == 303
    person = f"{hall.base}/{eve}"
    assert "Canary" not in hall.desk.open(person).text
    day = hall.desk.send(f"{person}/day", page=person)
    assert len(re.findall("Canary (?:one|two)", day.text)) == 2
    assert slots(day.text, "who")

    unsure = hall.desk.send(f"{person}/withdraw", page=person)
    assert (unsure.status_code, len(hall.authors())) == (422, 3)
    hall.desk.send(f"{person}/withdraw", page=person, sure="yes")

    assert hall.authors() == {"Ana keeps this": hall.ana.seat.id}
    with hall.meeting.database.read() as db:
        given = all_answers(db, eve)
        removed = db.scalars(select(LogOperation).where(LogOperation.kind == "note.remove")).all()
    assert {given["notes_kept"], given["audio_recorded"]} == {"no"}
    assert {one.participant_id for one in removed} == {eve}
    assert all(one.entered_by for one in removed)
    record = f"/sessions/{hall.meeting.session_id}"
    for browser, place in ((hall.phone, hall.page), (hall.desk, person), (hall.desk, record)):
        assert "Canary" not in browser.open(place).text, place
