"""Sound that says more, or less, than it holds: the disk keeps its last room, pages still open, the rest is heard.

Seen failing with lengths of thousands of years, which no page could draw, and with sound that was decoded into the
last of the room.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from retreat.house import House
from retreat.recordings import limits
from retreat.recordings.listening import copy_name
from retreat.recordings.models import FROM_PIECES, SEALED, AudioChunk, AudioRecording
from retreat.recordings.pieces.joining import piece_name
from retreat.recordings.storage import LocalStorage, taken_bytes
from retreat.speech.work.measuring import Measuring
from retreat.transcripts.ports import Heard
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.sound import RATE_HZ, wav
from tests.record.working import row_of, waiting, work
from tests.support.clock import HandClock
from tests.support.meeting import Meeting

YEARS_S = 10**12


def taken_earlier(house: House, meeting: Meeting, starts_ms: Sequence[int]) -> str:
    """A sealed audio recording in pieces of one second, taken before there was a bound to where they lie."""
    recording_id, storage = house.ids(), LocalStorage(house.storage)
    rows: list[AudioRecording | AudioChunk] = [
        AudioRecording(
            id=recording_id,
            session_id=meeting.session_id,
            state=SEALED,
            origin=FROM_PIECES,
            mime="audio/wav",
            started_at=house.clock(),
            created_at=house.clock(),
            chunks=len(starts_ms),
            duration_s=max(starts_ms) / 1000 + 1,
        )
    ]
    for n, start_ms in enumerate(starts_ms):
        content = wav(level=n + 1)
        kept = storage.save(piece_name(recording_id, n, hashlib.sha256(content).hexdigest()), [content])
        rows.append(
            AudioChunk(
                recording_id=recording_id,
                n=n,
                start_ms=start_ms,
                samples=RATE_HZ,
                rate_hz=RATE_HZ,
                size_bytes=kept.size_bytes,
                sha256=kept.sha256,
                received_at=house.clock(),
            )
        )
    house.database.write(lambda db: db.add_all(rows[:1]))
    house.database.write(lambda db: db.add_all(rows[1:]))
    return recording_id


def leave(monkeypatch: pytest.MonkeyPatch, folder: Path, free_bytes: int) -> None:
    """The disk says that it has so much room."""
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(limits.shutil, "disk_usage", lambda _path: usage._replace(free=free_bytes))


class Sees(ScriptedSpeech):
    """Remembers how long the file was that it heard."""

    def __init__(self) -> None:
        super().__init__(TALK)
        self.seen: list[float | None] = []

    def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
        self.seen.append(self.length_s(path))
        return super().transcribe(path, work=work, options=options, report=report)


def test_pieces_years_apart_when_worked_on_then_those_that_lie_near_are_heard_and_the_reader_is_told(
    house: House, meeting: Meeting, ada: Browser
) -> None:
    recording_id, speech = taken_earlier(house, meeting, [0, 600_000, YEARS_S * 900]), Sees()
    before = [ada.open(page).status_code for page in (f"/sessions/{meeting.session_id}", "/queue")]

    work(house, speech, recording_id)

    row = row_of(house, recording_id)
    assert before == [200, 200]
    assert (row.state, row.failures, speech.seen) == ("ready", 0, [601.0])
    copy = house.storage / copy_name(recording_id)
    assert copy.stat().st_size > 601 * 2 * RATE_HZ and taken_bytes(copy) < 1024**2
    with house.database.read() as db:
        (warning,) = db.scalars(select(TranscriptVersion.warnings)).one()
    assert warning in ada.open(f"/sessions/{meeting.session_id}").text


def test_pieces_that_all_lie_too_far_away_when_worked_on_then_it_is_set_aside_with_its_reason(
    house: House, meeting: Meeting
) -> None:
    recording_id = taken_earlier(house, meeting, [YEARS_S, YEARS_S + 1000])

    work(house, ScriptedSpeech(TALK), recording_id)

    row = row_of(house, recording_id)
    assert row.state == "set_aside" and "six hours" in (row.reason or "")
    assert len(list((house.storage / "pieces" / recording_id).iterdir())) == 2


def test_a_disk_without_room_for_pieces_when_they_are_due_then_they_wait_unheard_and_are_heard_once_there_is_room(
    house: House, meeting: Meeting, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording_id, speech = taken_earlier(house, meeting, [0, 1000]), Sees()
    leave(monkeypatch, house.storage, limits.RESERVE_BYTES + 100_000)

    work(house, speech, recording_id)
    row, begun = row_of(house, recording_id), list(house.storage.glob("work/*/*"))
    monkeypatch.undo()
    clock.forward(minutes=2)
    work(house, speech, recording_id)

    assert (row.state, row.failures) == ("sealed", 0) and "free some space" in (row.reason or "")
    assert begun == []
    assert row_of(house, recording_id).state == "ready" and speech.seen == [2.0]


class Grows(ScriptedSpeech):
    """Decodes more sound than the file said that it holds, until only the last room is left."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(TALK)
        self.monkeypatch = monkeypatch

    def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
        report(Heard(stage="decode", done=0.3))
        leave(self.monkeypatch, work, limits.RESERVE_BYTES - 1)
        report(Heard(stage="decode", done=0.6))
        raise AssertionError("it went on")


def test_a_file_that_holds_more_than_it_says_when_decoded_then_it_ends_before_the_last_room_is_taken(
    house: House, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording_id = waiting(house, meeting)

    work(house, Grows(monkeypatch), recording_id)
    monkeypatch.undo()

    row = row_of(house, recording_id)
    assert (row.state, row.failures) == ("sealed", 0) and row.reason


class Claims(ScriptedSpeech):
    """Reads a header that claims years of sound."""

    def length_s(self, source: Path) -> float | None:
        return float(YEARS_S)


def test_a_file_whose_header_claims_years_when_measured_then_pages_open_and_it_is_heard(
    house: House, meeting: Meeting, ada: Browser
) -> None:
    recording_id, speech = waiting(house, meeting), Claims(TALK)

    Measuring(house, LocalStorage(house.storage), speech).measure_new()
    pages = [ada.open(page).status_code for page in (f"/sessions/{meeting.session_id}", "/queue")]
    work(house, speech, recording_id)

    assert pages == [200, 200]
    assert row_of(house, recording_id).state == "ready"
