"""Reads the lengths that waiting files state, for estimating how long they will take.

Reading a file may be slow, so it happens on a thread of its own, and nothing waits for it.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import select, update

from retreat.house import House
from retreat.recordings import waiting
from retreat.recordings.limits import believed_s
from retreat.recordings.models import FROM_FILE, AudioRecording
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.speech.work.guarded import guarded
from retreat.transcripts.ports import Speech


class Measuring:
    """Remembers which files it has read, so that one without a length is read only once."""

    def __init__(self, house: House, storage: LocalStorage, speech: Speech) -> None:
        self._house = house
        self._storage = storage
        self._speech = speech
        self._measured: set[str] = set()

    def measure_new(self) -> None:
        """Read those whose length is not known yet."""
        with self._house.database.read() as db:
            unknown = db.scalars(
                select(AudioRecording.id).where(
                    waiting.in_queue(), AudioRecording.duration_s.is_(None), AudioRecording.origin == FROM_FILE
                )
            ).all()
        for recording_id in unknown:
            if recording_id not in self._measured:
                guarded(partial(self._measure, recording_id))

    def _measure(self, recording_id: str) -> None:
        with self._storage.local_path(file_name(recording_id)) as path:
            length_s = self._speech.length_s(path)
        if length_s:
            unknown = (AudioRecording.id == recording_id) & AudioRecording.duration_s.is_(None)
            measured = update(AudioRecording).where(unknown).values(duration_s=round(believed_s(length_s), 3))
            self._house.database.write(lambda db: db.execute(measured))
        self._measured.add(recording_id)
