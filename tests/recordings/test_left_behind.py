"""What processes that were killed leave half written: it goes, and nothing that was kept goes with it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from retreat.house import House
from retreat.jobs.messenger import open_messenger
from retreat.recordings import uploads
from retreat.recordings.models import Upload
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.speech.work.worker import Worker
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.sound import wav
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.server import until

pytestmark = pytest.mark.both_engines


@contextmanager
def working(house: House) -> Iterator[None]:
    """A worker for the length of a ``with``."""
    stop = threading.Event()
    messenger = open_messenger(house.settings)
    worker = threading.Thread(target=Worker(house, ScriptedSpeech(), stop).loop, args=(messenger,))
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()
        messenger.close()


def test_half_written_files_when_a_worker_starts_then_those_of_the_dead_go_and_all_else_stays(
    house: House, clock: HandClock
) -> None:
    storage = LocalStorage(house.storage)
    storage.save(file_name("kept"), [wav()])
    old, fresh = house.storage / "files" / ".a.0123.part", house.storage / "files" / ".b.0123.part"
    for path, age in ((old, timedelta(hours=2)), (fresh, timedelta(minutes=1))):
        path.write_bytes(b"half")
        at = (clock() - age).timestamp()
        os.utime(path, (at, at))
    kept = house.storage / file_name("kept")
    os.utime(kept, (0, 0))

    with working(house):
        until(lambda: not old.exists(), what="the end of what was left")

    assert fresh.exists() and kept.read_bytes() == wav()


def test_a_whole_upload_that_cannot_be_kept_when_a_worker_looks_then_the_others_are_still_seen_to(
    house: House, meeting: Meeting, clock: HandClock
) -> None:
    storage, sound = LocalStorage(house.storage), wav()

    def announced(length_bytes: int) -> str:
        return house.database.write(
            lambda db: uploads.create(
                db,
                session_id=meeting.session_id,
                length_bytes=length_bytes,
                metadata_text="",
                by=None,
                now=clock(),
                ids=house.ids,
            )
        ).id

    lost, whole, given_up = announced(len(sound)), announced(len(sound)), announced(len(sound))
    for upload_id, size in ((lost, len(sound)), (whole, len(sound)), (given_up, 100)):
        storage.append(uploads.part_name(upload_id), [sound[:size]], at_byte=0, limit_bytes=len(sound))
        house.database.write(
            lambda db, upload_id=upload_id, size=size: uploads.advance(db, upload_id, before=0, after=size, now=clock())
        )
    storage.remove(uploads.part_name(lost))
    clock.forward(days=3)

    def is_given_up() -> bool:
        with house.database.read() as db:
            return db.get(Upload, given_up) is None

    with working(house):
        until(is_given_up, what="the end of what nobody sends any more")

    with house.database.read() as db:
        assert db.get_one(Upload, whole).recording_id == whole
    assert (house.storage / file_name(whole)).read_bytes() == sound
    assert not Path(house.storage / uploads.part_name(given_up)).exists()
