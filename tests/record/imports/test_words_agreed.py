"""A transcript of a table where not everybody agreed, or of a talk that is partly left out: never taken silently."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import create_app
from retreat.database import Database
from retreat.house import House
from retreat.ids import system_ids
from retreat.imports.ingest import ingest
from retreat.imports.models import TranscriptImport
from retreat.imports.work import import_waiting
from retreat.people.models import Deed
from retreat.programme.operations import plan_sound
from retreat.recordings.left_out.operations import leave_out, lift
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES
from tests.record.bringing import HUMAN, hits
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.marks import codes, wrong_fields
from tests.support.meeting import YES, Meeting, Person
from tests.support.rooms import let_in

_WHY = re.compile(r'data-why="(\w+)"')


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    """A session with two tables."""
    return Meeting.open(database, clock, tables=2)


@pytest.fixture
def whole(house: House) -> Browser:
    """Ada's browser, before every page of the whole product."""
    browser = Browser(create_app(house))
    let_in(browser, house)
    return browser


def send(browser: Browser, meeting: Meeting, table: int | None, content: str = HUMAN) -> Any:
    token = token_of(browser.open(f"/sessions/{meeting.session_id}/add").text)
    data = {"csrf_token": token, "transcript": (io.BytesIO(content.encode()), "minutes.txt"), "written_by": "person"}
    data |= {} if table is None else {"of_table": meeting.table_ids[table - 1]}
    path = f"/desk/sessions/{meeting.session_id}/transcripts"
    return browser.post(path, data=data, content_type="multipart/form-data")


def kept(house: House) -> list[Path]:
    return [path for path in (house.storage / "transcripts").glob("*") if path.is_file()]


def versions(house: House) -> int:
    with house.database.read() as db:
        return len(db.scalars(select(TranscriptVersion)).all())


def leave_minutes_out(meeting: Meeting, person: Person) -> str:
    """Somebody leaves out the last five minutes."""

    def write(db: Any) -> str:
        seat, now = person.seat, meeting.clock()
        return leave_out(db, seat, left_out_id=system_ids(), minutes=5, now=now, ids=system_ids).left_out_id

    return meeting.database.write(write)


def test_a_transcript_when_one_who_sat_there_has_not_agreed_then_it_is_refused_and_the_pages_say_which_table(
    whole: Browser, house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    desk, add = f"/desk/sessions/{meeting.session_id}", f"/sessions/{meeting.session_id}/add"
    meeting.join("Ana", SOUND_YES, table=1)
    ben = meeting.join("Ben", YES, table=2)
    loose = meeting.join("Cem", SOUND_YES)

    asked = whole.open(f"{desk}/not-recorded").get_json()
    at_desk, before = whole.open(desk).text, whole.open(add).text
    refused = [send(whole, meeting, 2), send(whole, meeting, None)]

    assert [(one["table"], one["why"]) for one in asked] == [("Table 2", "not_agreed"), (None, "no_table")]
    assert _WHY.findall(at_desk) == ["not_agreed", "no_table"] and _WHY.findall(before) == ["not_agreed", "room"]
    assert "Ben" not in before
    for answer in refused:
        assert (answer.status_code, codes(answer.text), wrong_fields(answer.text)) == (
            409,
            ["not_agreed"],
            ["of_table"],
        )
    assert kept(house) == []

    ben.answer(**dict.fromkeys(("audio_recorded", "machine_transcription"), True))
    assert send(whole, meeting, 2).status_code == 303
    loose.answer(audio_recorded=False)  # at neither table as far as anybody knows: perhaps at this one
    assert import_waiting(house, speech, "w") and versions(house) == 0 and kept(house) == []

    file = tmp_path / "minutes.txt"
    file.write_text(HUMAN, "utf-8")
    assert ingest(house, file, session_id=meeting.session_id, table=2, speech=speech)["passages"]
    with house.database.read() as db:
        assert db.scalars(select(Deed.session_id).where(Deed.act == "words_added_here")).all() == [meeting.session_id]


def test_a_transcript_of_a_table_without_sound_when_sent_in_any_way_then_it_is_refused(
    whole: Browser, house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    house.database.write(lambda db: plan_sound(db, meeting.session_id, without_sound=False, quiet_table=2))
    meeting.join("Ana", SOUND_YES, table=1)
    file = tmp_path / "minutes.txt"
    file.write_text(HUMAN, "utf-8")

    at_quiet = send(whole, meeting, 2)

    assert codes(at_quiet.text) == ["without_sound"] and send(whole, meeting, 1).status_code == 303
    assert "planned" in _WHY.findall(whole.open(f"/sessions/{meeting.session_id}/add").text)
    with pytest.raises(Exception, match="Table 2"):
        ingest(house, file, session_id=meeting.session_id, table=2, speech=speech)


@pytest.mark.both_engines
def test_words_without_times_when_minutes_are_left_out_then_nobody_reads_them_until_somebody_decides(
    whole: Browser, house: House, meeting: Meeting, clock: HandClock, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    ana = meeting.join("Ana", SOUND_YES, table=1)
    clock.forward(minutes=10)
    left_out_id = leave_minutes_out(meeting, ana)
    sound = f"/sessions/{meeting.session_id}/sound"

    def decide(wish: str) -> None:
        page = whole.open(sound).text
        action = re.search(r'action="(/sessions/[^"]+/decision)"', page)[1]  # type: ignore[index]
        whole.post(action, data={"csrf_token": token_of(page), "wish": wish})

    assert send(whole, meeting, 1).status_code == 303 and import_waiting(house, speech, "w")
    assert "data-held-words=" in whole.open(sound).text
    assert 'data-news="brought"' in whole.open(f"/sessions/{meeting.session_id}").text
    assert not import_waiting(house, speech, "w") and versions(house) == 0 and not hits(house, "carers")
    decide("delete")
    assert kept(house) == [] and "data-held-words=" not in whole.open(sound).text

    send(whole, meeting, 1)
    assert import_waiting(house, speech, "w") and versions(house) == 0
    decide("let_in")
    assert import_waiting(house, speech, "w") and hits(house, "carers")
    with house.database.read() as db:
        said = [one.act for one in db.scalars(select(Deed).order_by(Deed.at, Deed.id)) if "words" in one.act]
    assert sorted(said) == ["held_words_deleted", "words_let_in"]

    other = HUMAN.replace("truly", "really")
    send(whole, meeting, 1, other)
    assert import_waiting(house, speech, "w") and versions(house) == 1
    lifted = clock()
    meeting.database.write(lambda db: lift(db, ana.seat, left_out_id, may_stay=True, now=lifted, ids=system_ids))
    assert import_waiting(house, speech, "w") and versions(house) == 2
    with house.database.read() as db:
        assert {one.held_since for one in db.scalars(select(TranscriptImport))} == {None}


def test_words_without_times_when_minutes_are_left_out_later_then_they_are_withheld_until_somebody_lets_them_in(
    whole: Browser, house: House, meeting: Meeting, clock: HandClock, speech: ScriptedSpeech
) -> None:
    ana = meeting.join("Ana", SOUND_YES, table=1)
    sound, clean = f"/sessions/{meeting.session_id}/sound", f"/sessions/{meeting.session_id}"
    assert send(whole, meeting, 1).status_code == 303 and import_waiting(house, speech, "w") and hits(house, "carers")
    clock.forward(minutes=10)

    first = leave_minutes_out(meeting, ana)

    page = whole.open(sound).text
    assert 'data-held-words="' in page and not hits(house, "carers") and "carers" not in whole.open(clean).text
    decision = re.search(r'action="(/sessions/[^"]+/decision)"', page)[1]  # type: ignore[index]
    assert whole.post(decision, data={"csrf_token": token_of(page), "wish": "delete"}).status_code == 409
    whole.post(decision, data={"csrf_token": token_of(page), "wish": "let_in"})
    assert hits(house, "carers") and "data-held-words=" not in whole.open(sound).text
    clock.forward(minutes=10)
    second = leave_minutes_out(meeting, ana)
    assert not hits(house, "carers")
    for one in (first, second):
        at = clock()
        meeting.database.write(
            lambda db, one=one, at=at: lift(db, ana.seat, one, may_stay=True, now=at, ids=system_ids)
        )
    assert hits(house, "carers") and "data-held-words=" not in whole.open(sound).text
