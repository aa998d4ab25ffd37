"""Where sound lies on the one clock: said when it is added, corrected later, its words and ids untouched."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from retreat.clock import to_text
from retreat.errors import InvalidInput
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.recordings.models import AudioRecording
from retreat.recordings.operations import begin
from retreat.recordings.started import as_typed
from retreat.search.models import Passage
from retreat.speech.work.worker import Worker
from retreat.transcripts.beginning import move_beginning
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.ports import Report
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.sound import wav
from tests.recordings.tus import create
from tests.support.clock import HandClock
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk, make_app, send_sound
from transcription.types import Transcript

# The list in the margin of the notes that were written meanwhile.
TURN_NOTES = 'data-slot="notes"'


def add(ada: Browser, meeting: Meeting, **fields: str) -> Any:
    return send_sound(ada, meeting.session_id, wav(), **fields)


def only_sound(house: House) -> AudioRecording | None:
    with house.database.read() as db:
        return db.scalars(select(AudioRecording)).one_or_none()


def correct(ada: Browser, meeting: Meeting, recording_id: str, **fields: str) -> Any:
    return ada.send(
        f"/sessions/{meeting.session_id}/recordings/{recording_id}/began",
        page=f"/sessions/{meeting.session_id}",
        **fields,
    )


def held(house: House) -> dict[str, Any]:
    """All that must not change, by kind."""
    with house.database.read() as db:
        return {
            "words": [(row.n, row.text, row.start_ms, row.end_ms) for row in db.scalars(select(RecordedWord))],
            "turns": [(row.n, row.start_ms, row.text, row.version) for row in db.scalars(select(RecordedTurn))],
            "passages": [(row.id, row.start_ms, row.text) for row in db.scalars(select(Passage).order_by(Passage.id))],
            "versions": [row.id for row in db.scalars(select(TranscriptVersion))],
        }


def spoken_at(house: House) -> list[tuple[datetime, datetime]]:
    """When each passage was said, and when it should have been by its sound."""
    with house.database.read() as db:
        began = db.scalars(select(AudioRecording.started_at)).one()
        rows = db.scalars(select(Passage).where(Passage.start_ms.is_not(None))).all()
        return [(row.at, began + timedelta(milliseconds=row.start_ms)) for row in rows]


def test_a_file_when_it_is_said_when_it_began_then_it_lies_there(
    ada: Browser, meeting: Meeting, house: House, clock: HandClock
) -> None:
    opened = clock()
    clock.forward(hours=2)
    began = opened + timedelta(minutes=41, seconds=7)

    assert f'name="began" type="datetime-local" step="1" value="{as_typed(opened)}"' in (
        ada.open(f"/sessions/{meeting.session_id}/add").text
    )
    assert add(ada, meeting, began=as_typed(began)).status_code == 303

    kept = only_sound(house)
    assert kept and kept.started_at == began
    assert "began_outside" not in codes(ada.open(f"/sessions/{meeting.session_id}/sound").text)


@pytest.mark.parametrize("fields", [{}, {"began": ""}], ids=["an old page", "left empty"])
def test_a_file_when_nobody_says_when_it_began_then_it_began_with_its_session(
    ada: Browser, meeting: Meeting, house: House, clock: HandClock, fields: dict[str, str]
) -> None:
    opened = clock()
    clock.forward(hours=2)

    add(ada, meeting, **fields)

    kept = only_sound(house)
    assert kept and kept.started_at == opened


def test_a_file_when_it_began_before_its_session_then_it_is_taken_and_the_page_says_so(
    ada: Browser, meeting: Meeting, house: House, clock: HandClock
) -> None:
    before = clock() - timedelta(minutes=5)

    assert add(ada, meeting, began=as_typed(before)).status_code == 303

    record = f"/sessions/{meeting.session_id}"
    assert "began_outside" in codes(ada.open(f"{record}/sound").text)
    assert 'data-news="beginnings"' in ada.open(record).text


@pytest.mark.parametrize(("typed", "code"), [("yesterday", "no_moment"), ("2027-01-01T10:00", "to_come")])
def test_a_file_when_its_beginning_cannot_be_then_one_sentence_says_so_and_nothing_is_kept(
    ada: Browser, meeting: Meeting, house: House, typed: str, code: str
) -> None:
    answer = add(ada, meeting, began=typed)

    assert answer.status_code == 303
    assert code in codes(ada.open(answer.location).text)
    assert only_sound(house) is None


def test_a_resumable_file_when_its_beginning_cannot_be_then_it_is_refused_before_any_byte(
    house: House, clock: HandClock
) -> None:
    meeting, client = Meeting.open(house.database, clock), make_app(house).test_client()

    answers = [create(client, meeting, started_at=typed) for typed in ("soon", "2027-01-01T10:00", "2026-03-05T09:58")]

    assert [one.status_code for one in answers] == [422, 422, 201]
    assert answers[1].get_json()["error"]["code"] == "to_come"


@pytest.mark.both_engines
def test_a_beginning_when_corrected_then_the_sound_moves_and_words_and_ids_stay(
    ada: Browser, meeting: Meeting, house: House, clock: HandClock, heard: HeardTalk
) -> None:
    clock.forward(seconds=20)
    meeting.join("Bea").note("Ask the carers too", share="everyone")
    clock.forward(hours=2)
    before, address = held(house), f"/sessions/{meeting.session_id}"
    assert TURN_NOTES in ada.open(address).text
    kept = only_sound(house)
    assert kept
    later = kept.started_at + timedelta(hours=1)

    moved = correct(ada, meeting, heard.recording_id, began=as_typed(later), seen=to_text(kept.started_at))

    assert moved.status_code == 303 and moved.headers["Location"].endswith("#beginnings")
    assert "moved" in codes(ada.open(f"{address}/sound").text)
    assert TURN_NOTES not in ada.open(address).text
    assert held(house) == before
    with house.database.read() as db:
        assert db.scalars(select(TranscriptVersion.started_at)).all() == [later]
    assert all(at == should for at, should in spoken_at(house)) and spoken_at(house)[0][1] >= later

    correct(ada, meeting, heard.recording_id, began=as_typed(kept.started_at))
    assert TURN_NOTES in ada.open(address).text


def test_a_beginning_when_sent_back_untouched_then_it_keeps_its_milliseconds(
    ada: Browser, meeting: Meeting, house: House, clock: HandClock, heard: HeardTalk
) -> None:
    clock.forward(hours=1)
    exact = clock() - timedelta(milliseconds=59_321)
    now = clock()
    house.database.write(
        lambda db: move_beginning(db, meeting.session_id, heard.recording_id, typed=to_text(exact), seen=None, now=now)
    )

    correct(ada, meeting, heard.recording_id, began=as_typed(exact))

    kept = only_sound(house)
    assert kept and kept.started_at == exact


@pytest.mark.parametrize(("typed", "code"), [("", "no_moment"), ("soon", "no_moment"), ("2027-01-01T10:00", "to_come")])
def test_a_beginning_when_corrected_to_what_cannot_be_then_one_sentence_and_it_stays(
    ada: Browser, meeting: Meeting, house: House, heard: HeardTalk, typed: str, code: str
) -> None:
    kept = only_sound(house)

    answer = correct(ada, meeting, heard.recording_id, began=typed)

    assert answer.status_code == 303
    assert code in codes(ada.open(answer.location).text)
    after = only_sound(house)
    assert kept and after and kept.started_at == after.started_at


@pytest.mark.both_engines
def test_a_beginning_when_two_correct_it_then_the_late_one_is_told(
    ada: Browser, meeting: Meeting, house: House, clock: HandClock, heard: HeardTalk
) -> None:
    kept = only_sound(house)
    assert kept
    seen, began = to_text(kept.started_at), as_typed(kept.started_at - timedelta(minutes=1))

    first = correct(ada, meeting, heard.recording_id, began=began, seen=seen)
    late = correct(ada, meeting, heard.recording_id, began=as_typed(kept.started_at - timedelta(minutes=2)), seen=seen)

    assert (first.status_code, late.status_code) == (303, 303)
    assert "moved_meanwhile" in codes(ada.open(late.location).text)


def test_a_beginning_when_it_is_not_theirs_to_change_then_it_stays(
    ada: Browser, meeting: Meeting, house: House, clock: HandClock, heard: HeardTalk
) -> None:
    path, began = f"/sessions/{meeting.session_id}/recordings/{heard.recording_id}/began", as_typed(clock())
    other = Meeting.open(house.database, clock)
    arriving = house.database.write(
        lambda db: begin(
            db,
            session_id=meeting.session_id,
            table=None,
            mime="audio/wav",
            started_at=clock(),
            by=None,
            now=clock(),
            ids=house.ids,
        )
    )

    assert Browser(make_app(house)).post(path, data={"began": began}).status_code == 401
    assert correct(ada, other, heard.recording_id, began=began).status_code == 404
    assert correct(ada, meeting, "nowhere", began=began).status_code == 404
    early = correct(ada, meeting, arriving.recording_id, began=began)
    assert early.status_code == 303 and "still arriving" in ada.open(early.location).text


class Interrupted(ScriptedSpeech):
    """While it hears, somebody corrects when the sound began."""

    def __init__(self, house: House, meeting: Meeting, to: datetime) -> None:
        super().__init__(TALK)
        self._correct = house, meeting, to

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        """See ``ScriptedSpeech.transcribe``."""
        house, meeting, to = self._correct
        house.database.write(
            lambda db: move_beginning(
                db, meeting.session_id, work.name, typed=to_text(to), seen=None, now=house.clock()
            )
        )
        return super().transcribe(path, work=work, options=options, report=report)


def test_a_beginning_when_corrected_while_it_is_being_heard_then_the_words_lie_there_too(
    ada: Browser, meeting: Meeting, house: House, clock: HandClock
) -> None:
    add(ada, meeting)
    kept, to = only_sound(house), clock() - timedelta(minutes=30)
    assert kept

    assert Worker(house, Interrupted(house, meeting, to), threading.Event()).work_on(kept.id)

    assert [at for at, _ in spoken_at(house)] == [should for _, should in spoken_at(house)]
    with house.database.read() as db:
        assert db.scalars(select(TranscriptVersion.started_at)).one() == to


def test_sound_from_the_command_line_when_its_beginning_is_said_then_it_lies_there_also_when_it_was_here(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path, clock: HandClock
) -> None:
    file, opened = tmp_path / "talk.wav", clock()
    file.write_bytes(wav(60.0))
    clock.forward(hours=1)

    def bring(began: str | None) -> str:
        return str(
            ingest(house, file, session_id=meeting.session_id, table=None, speech=speech, began=began)["started_at"]
        )

    assert bring("2026-03-05T10:12:00Z") == "2026-03-05T10:12:00.000Z"
    assert bring(None) == "2026-03-05T10:12:00.000Z" != to_text(opened)
    assert bring("2026-03-05T10:13:00+00:00") == "2026-03-05T10:13:00.000Z"
    with pytest.raises(InvalidInput) as to_come:
        bring("2026-03-05T12:00:00Z")
    assert to_come.value.code == "to_come"


def test_a_transcript_alone_when_its_beginning_is_said_then_one_sentence_asks_for_the_sound(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    file = tmp_path / "talk.txt"
    file.write_text(TALK)

    with pytest.raises(InvalidInput) as no_sound:
        ingest(house, file, session_id=meeting.session_id, table=None, speech=speech, began="2026-03-05T09:00:00Z")
    assert no_sound.value.code == "no_sound_began"
