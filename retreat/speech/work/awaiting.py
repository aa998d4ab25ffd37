"""The command line waits until a sound is transcribed: a live worker takes it, or this process does it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from sqlalchemy.orm import Session

from retreat.errors import Conflict, DiskFull, RetreatError
from retreat.house import House
from retreat.jobs import workers
from retreat.recordings.models import CANCELLED, PAUSED, READY, RECEIVING, SET_ASIDE, AudioRecording
from retreat.recordings.waiting import STOPPED
from retreat.speech.work.housekeeping import bury_dead
from retreat.speech.work.worker import Worker
from retreat.transcripts.ports import Speech

LOOK_EVERY_S = 0.25
# A live worker starts within a second or two; we do not wait for one that is busy for longer.
_TAKEN_WITHIN_S = 4.0
_PAUSED = "Somebody paused this audio recording. It is kept. Please resume it, and then add the file again."
_HELD = (
    "This audio recording is held back until everybody who was at the table has agreed to it. Please add its "
    "transcript after that."
)
_RECEIVING = "This audio recording is still being recorded. Please end it first, and then add its transcript."


class NotTranscribed(RetreatError):
    """The file was kept, but could not be transcribed."""

    code = "not_transcribed"
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stands:
    """The state of an audio recording that somebody waits for."""

    is_ready: bool
    is_held: bool
    holder_lives: bool
    any_lives: bool
    failed_once: bool


def until_ready(house: House, recording_id: str, speech: Speech) -> None:
    """Return when the words of an audio recording are here.

    Raises:
        NotTranscribed: It was set aside, or somebody stopped it.
        DiskFull: It waits for disk space.
        Conflict: It is paused, or still being recorded, so it would wait for somebody.
    """
    began_s = time.monotonic()
    own = Worker(house, speech, threading.Event())
    while not (stands := _look(house, recording_id)).is_ready:
        if stands.is_held and not stands.holder_lives:
            bury_dead(house)
        waited_long = time.monotonic() - began_s > _TAKEN_WITHIN_S
        if not stands.holder_lives and (not stands.any_lives or waited_long):
            if stands.failed_once:
                house.database.write(lambda db: _try_at_once(db, recording_id))
            if _work_ourselves(house, own, recording_id):
                continue
        time.sleep(LOOK_EVERY_S)


def _look(house: House, recording_id: str) -> _Stands:
    now = house.clock()
    with house.database.read() as db:
        row = db.get_one(AudioRecording, recording_id)
        live = workers.live_workers(db, now=now, folder=workers.locks_folder(house.settings.data))
    is_held = row.lease_until is not None and row.lease_until > now and row.lease_owner is not None
    _refuse_what_will_not_come(row, is_held=is_held)
    return _Stands(
        is_ready=row.state == READY,
        is_held=is_held,
        holder_lives=is_held and row.lease_owner in live,
        any_lives=bool(live),
        failed_once=row.failures > 0,
    )


def _refuse_what_will_not_come(row: AudioRecording, *, is_held: bool) -> None:
    if row.state == READY:
        return
    if row.state == SET_ASIDE:
        raise NotTranscribed(row.reason)
    if row.state == RECEIVING:
        raise Conflict(_RECEIVING)
    if row.held_since is not None:
        raise Conflict(_HELD, code="held_back")
    if row.hold == CANCELLED:
        raise NotTranscribed(STOPPED)
    if row.hold == PAUSED:
        raise Conflict(_PAUSED)
    if row.reason and row.retry_after and not row.failures and not is_held:
        raise DiskFull(row.reason)


def _try_at_once(db: Session, recording_id: str) -> None:
    """Retry at once: the pause between tries is for workers, but here somebody is waiting."""
    db.get_one(AudioRecording, recording_id).retry_after = None


def _work_ourselves(house: House, own: Worker, recording_id: str) -> bool:
    lock = workers.WorkerLock(workers.locks_folder(house.settings.data), own.id)
    ended = threading.Event()

    def keep() -> None:
        while not ended.wait(workers.BEAT.total_seconds()):
            own.keep_lease()

    keeper = threading.Thread(target=keep, daemon=True, name="keep-lease")
    keeper.start()
    try:
        return own.work_on(recording_id)
    finally:
        ended.set()
        keeper.join(timeout=2)
        house.database.write(lambda db: workers.leave(db, [own.id]))
        lock.release()
