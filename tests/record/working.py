"""Audio recordings that wait, a worker that works on them, and what is found afterwards."""

from __future__ import annotations

import threading

from retreat.consent.gate import Owner
from retreat.house import House
from retreat.recordings.models import AudioRecording
from retreat.recordings.operations import WholeFile, keep_file
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.search.passages import search_record
from retreat.search.vectors import Vectors
from retreat.speech.work.worker import Worker
from tests.record.scripted_speech import ScriptedSpeech, meaning
from tests.record.sound import wav
from tests.support.meeting import Meeting


def waiting(house: House, meeting: Meeting, seconds: float = 1.0) -> str:
    recording_id = house.ids()
    kept = LocalStorage(house.storage).save(file_name(recording_id), [wav(seconds)])
    file = WholeFile(
        recording_id=recording_id,
        session_id=meeting.session_id,
        table_id=None,
        filename="talk.wav",
        mime="audio/wav",
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
    )
    return house.database.write(lambda db: keep_file(db, file, now=house.clock(), wake=lambda _id: None))


def row_of(house: House, recording_id: str) -> AudioRecording:
    with house.database.read() as db:
        return db.get_one(AudioRecording, recording_id)


def found(house: House, typed: str) -> list[str]:
    with house.database.read() as db:
        hits = search_record(db, typed, reader=Owner(), vectors=Vectors(None), embed=meaning, limit=5)
    return [hit.text for hit in hits]


def work(house: House, speech: ScriptedSpeech, recording_id: str) -> None:
    assert Worker(house, speech, threading.Event()).work_on(recording_id)


class Broken(ScriptedSpeech):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
        raise self.error
