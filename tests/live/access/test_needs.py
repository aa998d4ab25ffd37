"""What people need so that they can take part: said at the door, seen by few, met, taken back and erased."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from facilitation.access.models import AccessNeed
from facilitation.access.operations import forget_needs
from facilitation.access.queries import needs_at
from retreat.consent.derived import Whose, erase
from retreat.database import Database
from retreat.keeping.gone import bury, collect
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import let_in, make_house

SLOT = 'data-slot="needs"'
TYPED = {"notes": "yes", "sound": "no", "name_choice": "own"}


@pytest.fixture
def app(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Flask:
    """The whole application."""
    return create_app(make_house(sqlite_database, clock, tmp_path))


def come_in(app: Flask, meeting: Meeting, name: str, **typed: object) -> Browser:
    """Somebody's phone, through the door."""
    phone = Browser(app)
    door = phone.send("/join", page="/", join_pass=meeting.join_pass).location
    answer = phone.send(door, **TYPED, name_own=name, table=meeting.table_ids[0], **typed)  # type: ignore[arg-type]
    assert answer.status_code == 303, answer.text
    return phone


def test_needs_when_told_at_the_door_then_the_team_and_a_host_it_confirmed_see_them_without_a_name(
    app: Flask, sqlite_database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(sqlite_database, clock, "lifting_the_rock", tables=2)
    desk = Browser(app)
    let_in(desk, app.extensions["retreat"])
    ana = come_in(app, meeting, "Ana", needs="step_free", need_words="A seat near the door")
    ben, cy = come_in(app, meeting, "Ben"), come_in(app, meeting, "Cy", needs="quiet", need_name="yes")
    table, page = f"/s/{meeting.session_id}/table", f"/desk/events/{meeting.event_id}/needs"

    assert SLOT not in ben.open(table).text and "Cy" not in ana.open(table).text
    ben.send(f"{table}/duty", page=table, duty="host", answer="yes")
    session = f"/s/{meeting.session_id}?stay"
    assert 'data-slot="host_needs"' not in ben.open(session).text and SLOT not in ben.open(table).text
    assert 'data-slot="not_named"' in ben.open(table).text
    tables = f"/desk/sessions/{meeting.session_id}/tables"
    (confirm,) = re.findall(r'name="confirm-host" value="([^"]+)"', desk.open(tables).text)
    desk.send(f"{tables}/seats", page=tables, **{"confirm-host": f"{meeting.table_ids[0]}:somebody-else"})
    assert SLOT not in ben.open(table).text
    desk.send(f"{tables}/seats", page=tables, **{"confirm-host": confirm})
    assert 'data-slot="not_named"' not in ben.open(table).text
    assert 'data-slot="host_needs"' in ben.open(f"/s/{meeting.session_id}?stay").text
    assert 'data-slot="host_needs"' not in ana.open(f"/s/{meeting.session_id}?stay").text
    seen = ben.open(table).text
    assert SLOT in seen and "A seat near the door" in seen and "Ana" not in seen and "Cy:" in seen
    shown = desk.open(page).text
    assert shown.count("data-need ") == 2 and "A seat near the door" in shown and "Ana" not in shown
    assert Browser(app).open(page).status_code == 303

    with sqlite_database.read() as db:
        first = needs_at(db, meeting.event_id)[0].person_id
    desk.send(f"{page}/{first}", page=page, met="yes")
    assert desk.open(page).text.count('data-met="yes"') == 1
    sheet = f"/desk/events/{meeting.event_id}/agenda/days/1/running-sheet"
    assert SLOT in desk.open(sheet).text and "Ana" not in desk.open(sheet).text
    own = f"/e/{meeting.event_id}/needs"
    assert 'value="step_free" checked' in ana.open(own).text
    assert ana.send(own, need_words="x" * 401).status_code == 422
    ana.send(own, needs="step_free", need_words="A seat near the door and a fan")
    assert 'data-met="yes"' not in desk.open(page).text  # what has changed is not met yet
    ana.send(own, need_words="")
    assert desk.open(page).text.count("data-need ") == 1
    assert cy.open(f"/e/{meeting.event_id}").status_code == 200


def test_needs_when_asked_in_easy_words_then_several_can_be_pressed_and_reach_the_team(
    app: Flask, sqlite_database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(sqlite_database, clock, "brainstorm")
    phone = Browser(app)
    phone.send("/easier", page="/easier", easy="yes")
    door = phone.send("/join", page="/", join_pass=meeting.join_pass).location
    for at, answer in (("notes", "yes"), ("sound", "no"), ("needs", "sight"), ("needs", "breaks"), ("needs", "sight")):
        phone.send(f"{door}/easy", page=f"{door}/easy?at={at}", at=at, answer=answer)
    shown = phone.open(f"{door}/easy?at=needs").text
    assert shown.count('aria-pressed="true"') == 1
    phone.send(f"{door}/easy", page=f"{door}/easy?at=needs", at="needs", answer="signing")
    phone.send(f"{door}/easy", page=f"{door}/easy?at=needs", at="needs", answer="")

    ready = phone.open(f"{door}/easy?at=ready").text
    assert re.findall(r'name="needs" value="(\w+)"', ready) == ["breaks", "signing"]
    phone.send(door, page=f"{door}/easy?at=ready", **(TYPED | {"name_choice": "none"}), needs=["breaks", "signing"])  # type: ignore[arg-type]
    with sqlite_database.read() as db:
        (need,) = needs_at(db, meeting.event_id)
    assert need.texts == ("Somebody who signs", "More breaks")


def test_needs_when_taken_back_or_their_person_leaves_then_an_older_copy_does_not_say_them_again(
    app: Flask, sqlite_database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(sqlite_database, clock, "brainstorm", tables=1)
    for name in ("Ana", "Ben"):
        come_in(app, meeting, name, needs="hearing")
    with sqlite_database.read() as db:
        ana, ben = (one.person_id for one in needs_at(db, meeting.event_id))
    clock.forward(minutes=1)
    sqlite_database.write(lambda db: forget_needs(db, ana, now=clock()))
    with sqlite_database.read() as db:
        lines = collect(db, {})["needs"]
    assert [line[0] for line in lines] == [ana]

    def older(db: Session) -> None:
        row = db.get_one(AccessNeed, ana)
        row.needs, row.at = ["hearing"], clock() - timedelta(hours=1)

    sqlite_database.write(older)
    assert bury(app.extensions["retreat"], {"needs": lines})["needs"] == 1
    with sqlite_database.read() as db:
        assert [one.person_id for one in needs_at(db, meeting.event_id)] == [ben]


def test_needs_when_their_person_is_erased_or_taken_out_then_they_are_gone(
    app: Flask, sqlite_database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(sqlite_database, clock, "lifting_the_rock", tables=1)
    come_in(app, meeting, "Ana", needs="hearing")
    with sqlite_database.read() as db:
        (need,) = needs_at(db, meeting.event_id)

    sqlite_database.write(lambda db: erase(db, Whose(participant_id=need.person_id, at=clock())))

    with sqlite_database.read() as db:
        assert db.get(AccessNeed, need.person_id) is None and needs_at(db, meeting.event_id) == []
