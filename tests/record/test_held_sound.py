"""Sound of a table where not everybody agrees: nobody hears it, nothing works on it; then it is released or deleted."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import create_app
from retreat.database import Database
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.people.access import sit_down
from retreat.people.accounts import start_sign_in
from retreat.people.guard import COOKIE
from retreat.people.models import Deed, Staff
from retreat.people.seating import move
from retreat.recordings.admission import hear_ticket
from retreat.recordings.models import AudioRecording
from retreat.recordings.storage import LocalStorage
from retreat.speech.work.held import tend_held
from retreat.speech.work.housekeeping import Housekeeping
from retreat.speech.work.queue import the_queue
from retreat.speech.work.worker import Worker
from retreat.transcripts.ports import Heard, HeardWindow
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES
from tests.record.scripted_speech import TALK, Drawn
from tests.record.sound import wav
from tests.record.working import found
from tests.recordings.pieces import bearer, begin, put, told
from tests.support.clock import HandClock
from tests.support.marks import codes
from tests.support.meeting import YES, Meeting, Person
from tests.support.rooms import let_in, send_sound

SOUND = ("audio_recorded", "machine_transcription")
# What people said, and how it sounds: no answer may hold either while the sound is held back.
WORD, BYTES = "waiting", wav(60.0, level=0x4A4B)


@pytest.fixture
def meeting(database: Database, clock: HandClock) -> Meeting:
    """A session with three tables."""
    return Meeting.open(database, clock, tables=3)


@pytest.fixture
def whole(house: House) -> Browser:
    """Ada's browser, before every page of the whole product."""
    browser = Browser(create_app(house))
    let_in(browser, house)
    return browser


def sit(meeting: Meeting, person: Person, table: int) -> None:
    """Somebody moves by themselves, as the phone's page does it."""
    meeting.database.write(lambda db: sit_down(db, person.seat, meeting.table_ids[table - 1], now=meeting.clock()))


def record(browser: Browser, meeting: Meeting, table: int) -> dict[str, str]:
    """A minute of a table's talk, in pieces, whole."""
    begun = begin(browser.client, meeting, table=str(table))
    assert put(browser.client, begun, 0, BYTES).status_code == 201
    path = f"/api/recordings/{begun['recording_id']}/seal"
    assert browser.client.post(path, json={"chunks": 1}, headers=bearer(begun["upload_token"])).status_code == 200
    return begun


def come_back(browser: Browser, house: House) -> None:
    """Ada signs in again: days have passed."""

    def again(db: Session) -> str:
        return start_sign_in(db, staff_id=db.scalars(select(Staff.id)).one(), now=house.clock(), ids=house.ids)

    browser.client.set_cookie(COOKIE, house.database.write(again))


def is_held(browser: Browser, begun: dict[str, str]) -> bool:
    return bool(told(browser.client, begun)["held_back"])


def work(house: House) -> bool:
    """Whether a worker found anything to do."""
    return Worker(house, Drawn(TALK), threading.Event()).work_next()


def row_of(house: House, begun: dict[str, str]) -> AudioRecording:
    with house.database.read() as db:
        return db.get_one(AudioRecording, begun["recording_id"])


def files_with_sound(house: House) -> list[Path]:
    """Every file below the data folder that holds the bytes of the talk."""
    kept = (path for path in house.settings.data.rglob("*") if path.is_file())
    return [path for path in kept if BYTES[1000:2000] in path.read_bytes()]


def leaks(browser: Browser, house: House, meeting: Meeting, begun: dict[str, str]) -> list[str]:
    """Every address whose answer holds a byte of the sound, or a word of it."""
    recording_id = begun["recording_id"]
    names = {"session_id": meeting.session_id, "recording_id": recording_id, "event_id": meeting.event_id}
    names |= {"ticket": hear_ticket(house, recording_id)}
    rules = [rule for rule in browser.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    paths = {
        (rule.build(names, append_unknown=False) or ("", ""))[1] for rule in rules if rule.arguments <= names.keys()
    }
    assert any("/audio/" in path for path in paths) and f"/sessions/{meeting.session_id}" in paths
    answers = {path: browser.client.get(path, headers={"Accept": "*/*"}) for path in sorted(paths)}
    answers["/search?q=" + WORD] = browser.open("/search?q=" + WORD)
    return [path for path, answer in answers.items() if BYTES[1000:1200] in answer.data or "tired" in answer.text]


@pytest.mark.both_engines
def test_sound_when_one_who_sat_there_has_not_agreed_then_it_is_held_back_until_all_say_yes_and_then_worked_on(
    whole: Browser, house: House, meeting: Meeting, clock: HandClock
) -> None:
    ana, ben = meeting.join("Ana", SOUND_YES, table=1), meeting.join("Ben", YES, table=1)
    begun = begin(whole.client, meeting, table="1")
    clock.forward(seconds=30)
    sit(meeting, ben, 2)  # who has moved was there all the same
    put(whole.client, begun, 0, BYTES)
    path = f"/api/recordings/{begun['recording_id']}/seal"
    whole.client.post(path, json={"chunks": 1}, headers=bearer(begun["upload_token"]))

    assert is_held(whole, begun) and not work(house)
    assert leaks(whole, house, meeting, begun) == []
    page = whole.open(f"/sessions/{meeting.session_id}/sound").text
    assert f'data-held="{begun["recording_id"]}"' in page and "Ben" not in page
    with house.database.read() as db:
        assert not the_queue(house, db).waiting

    ben.answer(**dict.fromkeys(SOUND, True))

    assert not is_held(whole, begun) and work(house)
    assert told(whole.client, begun)["state"] == "ready" and any(WORD in hit for hit in found(house, WORD))
    ana.answer(**dict.fromkeys(SOUND, False))
    assert told(whole.client, begun)["state"] == "ready", "who says no later has their own words withheld"


def test_sound_of_a_table_when_those_who_say_no_were_elsewhere_or_came_later_then_it_is_not_held(
    whole: Browser, meeting: Meeting, clock: HandClock
) -> None:
    meeting.join("Ana", SOUND_YES, table=1)
    ben = meeting.join("Ben", YES, table=1)
    clock.forward(minutes=5)
    sit(meeting, ben, 2)
    clock.forward(minutes=5)

    at = clock().isoformat().replace("+00:00", "Z")
    begun = begin(whole.client, meeting, table="1", started_at=at)
    clock.forward(minutes=2)
    put(whole.client, begun, 0, wav(1.0))
    going_on = is_held(whole, begun)
    path = f"/api/recordings/{begun['recording_id']}/seal"
    whole.client.post(path, json={"chunks": 1}, headers=bearer(begun["upload_token"]))
    sit(meeting, ben, 1)

    assert not going_on and not is_held(whole, begun)


def test_a_recorders_file_when_anybody_ever_sat_there_without_agreeing_then_it_is_held_whatever_its_time(
    whole: Browser, house: House, meeting: Meeting, clock: HandClock
) -> None:
    ben = meeting.join("Ben", YES, table=1)
    sit(meeting, ben, 2)
    clock.forward(hours=2)

    answer = send_sound(whole, meeting.session_id, BYTES, table="1", began="2026-03-05T11:00")

    assert answer.status_code == 303
    with house.database.read() as db:
        assert db.scalars(select(AudioRecording)).one().held_since is not None


class Interrupted(Drawn):
    """Somebody changes their mind while it is being heard."""

    def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
        words = tuple((word, n * 500, n * 500 + 400) for n, word in enumerate(["We", "were", "tired"]))
        report(
            Heard(
                stage="words",
                done=0.5,
                text="We were tired",
                windows=(HeardWindow(number=0, start_ms=0, end_ms=1500, words=words),),
            )
        )
        self.note()
        self.look()
        return super().transcribe(path, work=work, options=options, report=report)


def test_sound_when_somebody_says_no_while_it_is_being_worked_on_then_nothing_of_that_work_is_kept(
    whole: Browser, house: House, meeting: Meeting
) -> None:
    ana = meeting.join("Ana", SOUND_YES, table=1)
    begun = record(whole, meeting, 1)
    speech = Interrupted(TALK)
    worker = Worker(house, speech, threading.Event())
    speech.note = worker._progress.keep  # type: ignore[attr-defined]
    speech.look = lambda: ana.answer(audio_recorded=False)  # type: ignore[attr-defined]

    worker.work_on(begun["recording_id"])
    tend_held(house, speech, "w")
    Housekeeping(house, LocalStorage(house.storage)).look()

    assert is_held(whole, begun) and leaks(whole, house, meeting, begun) == []
    with house.database.read() as db:
        assert not db.scalars(select(TranscriptVersion)).all() and not found(house, WORD)
        kept = [
            db.scalar(text(f"select count(*) from {name}")) for name in ("heard_so_far", "recorded_word", "passage")
        ]
    assert kept == [0, 0, 0] and not (house.storage / "work" / begun["recording_id"]).exists()


def test_held_sound_when_its_date_has_come_then_every_byte_goes_and_it_is_written_down_and_said(
    whole: Browser, house: House, meeting: Meeting, clock: HandClock
) -> None:
    house = replace(house, settings=replace(house.settings, held_days=3))
    meeting.join("Ben", YES, table=1)
    begun = record(whole, meeting, 1)
    clock.forward(hours=1)
    ended = meeting.leader.send("session.end", meeting.session_id)
    assert "seq" in ended, ended

    clock.forward(days=3, seconds=-1)
    too_early = tend_held(house, None, "w")
    kept = files_with_sound(house)
    clock.forward(seconds=2)
    done = tend_held(house, None, "w")

    assert (too_early, len(kept), done) == (False, 1, True)
    assert files_with_sound(house) == [] and not tend_held(house, None, "w")
    row = row_of(house, begun)
    assert row.deleted_at == clock() and row.size_bytes == 0
    come_back(whole, house)
    page = whole.open(f"/sessions/{meeting.session_id}/sound").text
    assert f'data-deleted="{row.id}"' in page and "Ben" not in page and "/again" not in page
    with house.database.read() as db:
        deed = db.scalars(select(Deed).where(Deed.act == "held_sound_deleted")).one()
        assert (deed.thing, deed.session_id, deed.staff_id) == (row.id, meeting.session_id, None)
    assert put(whole.client, begun, 1, wav()).status_code == 410
    ask = whole.client.get(f"/sessions/{meeting.session_id}/audio/{row.id}")
    assert ask.status_code == 409 and "held_back" in ask.text


def test_a_late_piece_when_its_table_no_longer_agrees_then_it_goes_on_its_date_and_what_was_heard_stays(
    whole: Browser, house: House, meeting: Meeting, clock: HandClock
) -> None:
    ana = meeting.join("Ana", SOUND_YES, table=1)
    begun = begin(whole.client, meeting, table="1")
    put(whole.client, begun, 0, wav(1.0))
    path = f"/api/recordings/{begun['recording_id']}/seal"
    whole.client.post(path, json={"chunks": 2}, headers=bearer(begun["upload_token"]))
    clock.forward(days=1)
    assert work(house)
    ana.answer(audio_recorded=False)

    put(whole.client, begun, 1, BYTES)
    held = is_held(whole, begun)
    clock.forward(days=60)
    tend_held(house, None, "w")

    assert held and not is_held(whole, begun) and files_with_sound(house) == []
    assert told(whole.client, begun)["state"] == "ready" and row_of(house, begun).deleted_at is None


def test_a_file_when_the_owner_adds_it_at_the_command_line_then_it_is_their_decision_and_written_down(
    whole: Browser, house: House, meeting: Meeting, tmp_path: Path
) -> None:
    meeting.join("Ben", YES, table=1)
    send_sound(whole, meeting.session_id, BYTES, table="1")
    file = tmp_path / "talk.wav"
    file.write_bytes(BYTES)

    added = ingest(house, file, session_id=meeting.session_id, table=1, speech=Drawn(TALK))

    assert added["passages"]
    with house.database.read() as db:
        assert db.scalars(select(Deed.thing).where(Deed.act == "sound_added_here")).all() == [added["recording_id"]]


def test_people_moved_by_the_desk_when_they_had_said_no_then_the_table_they_left_is_still_held(
    whole: Browser, house: House, meeting: Meeting, clock: HandClock
) -> None:
    ben = meeting.join("Ben", YES, table=1)
    begun = record(whole, meeting, 1)
    clock.forward(minutes=1)

    def act(db: Session) -> None:
        move(db, meeting.session_id, ben.seat.id, meeting.table_ids[1], now=clock())

    house.database.write(act)
    later = begin(whole.client, meeting, table="3")

    assert is_held(whole, begun) and not is_held(whole, later)
    assert row_of(house, begun).held_since <= clock() - timedelta(minutes=1)
    assert "held_back" not in codes(whole.open(f"/sessions/{meeting.session_id}").text)
