"""Every page is opened once on each engine, on a house in which everything is: what one engine refuses shows here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import create_app
from facilitation.activities import load_catalogue
from facilitation.activities.catalogue import data_in_catalogue
from facilitation.seat_cookie import COOKIE as SEAT
from facilitation.withdrawing.giving_up import withdraw
from retreat.consent.gate import Owner
from retreat.consent.withdrawal.operations import Wish
from retreat.database import Database
from retreat.export.audiences import audience_named
from retreat.export.bundle import Shape
from retreat.export.formats import format_named
from retreat.export.releases.operations import Wanted
from retreat.export.releases.operations import make as make_release
from retreat.ids import system_ids
from retreat.people.models import Staff
from retreat.people.operations import Arrival
from retreat.people.seating import take_duty
from retreat.people.spoken_for.slips import add_person
from retreat.programme.agenda.operations import take_in
from retreat.programme.own_activities import add_own_activity
from retreat.programme.queries import session_view
from retreat.recordings.admission import hear_ticket
from retreat.web.tls.certificate import make_ready
from tests.people.pages import Browser
from tests.pictures.kept import keep_picture
from tests.record.scripted_speech import TALK, Drawn
from tests.retention.kept import keep_destruction
from tests.support.clock import HandClock
from tests.support.every_page import ASKED, addresses
from tests.support.meeting import YES, Meeting, Person
from tests.support.planning import activity_of, cleared_narrative
from tests.support.rooms import Meaning, hear, let_in, make_house
from tests.support.saying_no.analysed import analyse

SENDS_ON = {
    "facilitation.door_page",
    "facilitation.easy_door",
    "facilitation.enter_page",
    "people.sign_in_page",
    "transcripts.go_to_next",
    "speech.so_far",
}
# The first two are there after a take-over alone, the last where somebody took back what they said.
NOT_THERE = {"facilitation.hand_over_page", "facilitation.hand_over_now", "facilitation.withdrawn_sound"}


def add_own(db: Session, programme_id: str, clock: HandClock) -> str:
    """An activity that the programme has written itself; its key."""
    data = data_in_catalogue("brainstorm") or {}
    return add_own_activity(db, programme_id, data | {"name": "Ours"}, by=None, now=clock(), ids=system_ids)


def add_eve(db: Session, meeting: Meeting, scribe: Person, clock: HandClock) -> str:
    """Somebody without a device at the table of their scribe."""
    table, now = meeting.table_ids[0], clock()
    take_duty(db, meeting.session_id, table, "scribe", scribe.seat.id, now=now)
    eve = Arrival(answers={"notes_kept": "yes"}, session=meeting.session_id, table=table, how="spoken")
    return add_person(db, meeting.event_id, eve, now=now, ids=system_ids).id


@pytest.mark.both_engines
def test_every_page_when_everything_is_there_then_it_opens(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    """Seen failing, on PostgreSQL alone, with a search that asks for the distinct values of a column of JSON."""
    house = replace(make_house(database, clock, tmp_path), meaning=Meaning())
    make_ready(house.settings, now=clock())
    (house.settings.data / "secret").write_text(house.secret_key)
    browser = Browser(create_app(house))
    let_in(browser, house)
    database.write(lambda db: db.execute(update(Staff).values(is_owner=True)))
    step = replace(load_catalogue()["brainstorm"].steps[0], group="pairs")
    meeting = Meeting.open(database, clock, activity_of(step), tables=2)
    heard = hear(house, meeting, tmp_path, Drawn(TALK))
    ana = meeting.join("Ana", YES | {"share_partners": True}, sector="Third sector", table=meeting.table_ids[0])
    ana.note("Ask the carers too", share="everyone")
    browser.client.set_cookie(SEAT, f"{meeting.session_id}.{ana.token}")
    leads = {"Authorization": f"Bearer {meeting.leader.token}"}
    with database.read() as db:
        planned = session_view(db, meeting.session_id)
    names = {
        "session_id": meeting.session_id,
        "person_id": database.write(lambda db: add_eve(db, meeting, ana, clock)),
        "event_id": planned.event_id,
        "programme_id": planned.programme_id,
        "narrative_id": database.write(lambda db: cleared_narrative(db, planned.programme_id, clock()))[0],
        "recording_id": heard.recording_id,
        "picture_id": keep_picture(house, meeting.leader.seat, table_id=meeting.table_ids[0]),
        "transcript_id": heard.transcript_id,
        "ticket": hear_ticket(house, heard.recording_id),
        "activity": database.write(lambda db: add_own(db, planned.programme_id, clock)),
        "filename": "icons/icon.svg",
        "name": "notes",
        "turn": 0,
        "n": 0,
        "day": 1,
        "ending": "txt",
    }
    names["item_id"] = database.write(
        lambda db: take_in(db, planned.event_id, meeting.session_id, day=1, minutes=30, ids=system_ids, clock=clock)
    )

    names |= analyse(house, meeting.session_id, "Ask the carers too")
    wanted = Wanted(
        event_id=planned.event_id,
        session_id=None,
        session_ids=(meeting.session_id,),
        audience=audience_named("partners"),
        format=format_named("txt"),
        shape=Shape(),
        holder="The board",
        until=date(2040, 1, 1),
    )
    names["release_id"] = make_release(house, Owner(), wanted, by="ada", made_by_name="Ada")
    names["withdrawal_id"] = withdraw(house, Wish(participant_id=meeting.join("Wil").seat.id, scope="quotes"))
    names["destruction_id"] = database.write(lambda db: keep_destruction(db, planned.programme_id, meeting, clock))
    names["paper"] = "impact-assessment"
    line = Meeting.open(database, clock, "where we stand")
    names["round_id"] = line.round_ids[0]
    elsewhere = {
        "facilitation.part": {"session_id": line.session_id},
        "facilitation.with_whom": {"round_id": meeting.round_ids[0]},
    }

    answers = {}
    for endpoint, path in addresses(browser.app, names, elsewhere=elsewhere):
        answers[endpoint] = browser.open(path, headers=leads).status_code

    assert len(answers) > 40 and ASKED.keys() | SENDS_ON <= answers.keys()
    expected = dict.fromkeys(answers, 200) | dict.fromkeys(SENDS_ON, 303) | dict.fromkeys(NOT_THERE, 404)
    assert answers == expected
