"""The worker: takes what comes first in the queue, runs the speech pipeline over it and keeps what was heard.

It ends within seconds when told to, and may be killed at any moment: leases, attempts and checkpoints see to the rest.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from retreat.errors import DiskFull, RetreatError, is_for_room
from retreat.jobs import leases, workers
from retreat.jobs.messenger import Messenger, open_messenger
from retreat.record import rerun
from retreat.record.embedding import embed_waiting
from retreat.record.imports.work import import_waiting, release_dead
from retreat.record.models import HeardSoFar, SpeechRerun
from retreat.record.ports import Speech
from retreat.record.progress import Held, Interrupted, Kind, Progress, ProgressKeeper
from retreat.record.stages import Stages
from retreat.recordings import uploads, waiting
from retreat.recordings.models import CANCELLED, FROM_FILE, PROCESSING, READY, SEALED, SET_ASIDE, AudioRecording
from retreat.recordings.pieces import BrokenPiece, file_name
from retreat.recordings.storage import LocalStorage
from retreat.web.house import House
from transcription.errors import NoRoom, TranscriptionError

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
_WAIT_S = 0.5
# Told to end, a process is gone within ten seconds, whatever a stage is busy with.
HARD_END_S = 6.0
_ROOM_LOOKED_FOR = timedelta(minutes=1)
# Whoever writes a file touches it all the time; one that rested for so long was left by a process that was killed.
_BEGUN_KEPT = timedelta(hours=1)
NO_ROOM = (
    "The disk of this machine is full: please make room. The sound is kept, and goes on being written down once there "
    "is room."
)
_UNEXPECTED = "The machine could not work on this audio recording. It is kept; please try again."
_DEADLY = "Working on this audio recording ended the worker again and again, so it was set aside."


class Worker:
    """One worker process, or the command line working on one file itself."""

    def __init__(self, house: House, speech: Speech, stop: threading.Event) -> None:
        self.id = house.ids()
        self._house = house
        self._speech = speech
        self._stop = stop
        self._storage = LocalStorage(house.storage)
        self._progress = ProgressKeeper(house.database, house.clock, stop)
        self._measured: set[str] = set()

    def loop(self, messenger: Messenger) -> None:
        """Work until told to stop."""
        lock = workers.WorkerLock(workers.locks_folder(self._house.settings.data), self.id)
        keeper = threading.Thread(target=self._keep_alive, daemon=True, name="keep-alive")
        self._beat()
        keeper.start()
        begun_before_s = self._house.clock().timestamp() - _BEGUN_KEPT.total_seconds()
        self._guarded(lambda: self._storage.clear_begun(before_s=begun_before_s))
        looked_s = -LOOK_EVERY_S
        try:
            while not self._stop.is_set():
                if time.monotonic() - looked_s >= LOOK_EVERY_S:
                    looked_s = time.monotonic()
                    self._guarded(self._look)
                    self._guarded(self._work_through)
                # A message only says that there is something; the rows say what comes first.
                was_woken = messenger.take(lambda _id: self._guarded(self._work_through))
                if not was_woken and not self._guarded(self._small_work):
                    self._stop.wait(_WAIT_S)
        finally:
            self._stop.set()
            keeper.join(timeout=2)
            self._guarded(lambda: self._house.database.write(lambda db: workers.leave(db, [self.id])))
            lock.release()

    def work_next(self) -> bool:
        """Work on the first in the queue that is free; whether there was one."""
        with self._house.database.read() as db:
            ids = _first_things_first(db, self._house.clock())
        return any(self.work_on(row_id) for row_id in ids)

    def work_on(self, row_id: str) -> bool:
        """Work on one audio recording, or on something to be done again, if it is free; whether it was."""
        now = self._house.clock()
        for kind in (AudioRecording, SpeechRerun):
            attempt = self._house.database.write(partial(_claim, kind, row_id, owner=self.id, now=now))
            if attempt is not None:
                self._work(Progress(kind=kind, row_id=row_id, attempt=attempt))
                return True
        return False

    def let_go(self) -> None:
        """Give back what is being worked on, for somebody else to go on with at once."""
        now = self._progress.now
        if now is not None:
            self._guarded(
                lambda: self._house.database.write(
                    lambda db: leases.let_go(db, now.kind, now.row_id, attempt=now.attempt, state=SEALED)
                )
            )

    def keep_lease(self) -> None:
        """Show that this worker lives and, while the pipeline comes on, hold its lease."""
        self._guarded(self._beat)
        self._guarded(self._progress.keep)
        self._guarded(self._measure_new)

    def _work_through(self) -> None:
        """One after the other, without a pause between."""
        while not self._stop.is_set() and self.work_next():
            # Between two long jobs, so that what arrived meanwhile can be seen.
            self._guarded(self._look)

    def _work(self, now: Progress) -> None:
        self._progress.now = now
        try:
            self._run(now)
        except leases.LateWriter:
            _log.warning("another worker took over %s", now.row_id)
        except Interrupted:
            self.let_go()
        except Held:
            self._house.database.write(lambda db: _rest(db, now))
        finally:
            self._progress.now = None

    def _run(self, now: Progress) -> None:
        job = Stages if now.kind is AudioRecording else rerun.Rerun
        try:
            job(self._house, self._storage, self._speech).perform(now.row_id, now.attempt, self._progress.heard)
        except (leases.LateWriter, Interrupted, Held):
            raise
        except NoRoom:
            self._wait_for_room(now, NO_ROOM)
        except TranscriptionError as error:
            self._failed(now, str(error), permanent=error.permanent)
        except BrokenPiece as error:
            self._failed(now, str(error), permanent=True)
        except DiskFull as error:
            self._wait_for_room(now, error.tell if error.tell != DiskFull.tell else NO_ROOM)
        except RetreatError as error:
            self._failed(now, error.tell, permanent=True)
        except Exception as error:  # noqa: BLE001 - the worker's edge: one bad file must not end it
            if is_for_room(error):
                return self._wait_for_room(now, NO_ROOM)
            _log.error("unexpected %s while working on %s", type(error).__name__, now.row_id)
            self._failed(now, _UNEXPECTED, permanent=False)

    def _wait_for_room(self, now: Progress, reason: str) -> None:
        """A full disk is no fault of the sound: nothing counts as failed, and it goes on once there is room."""
        for made_again in ("joined", "playable"):
            (self._storage.folder / "work" / now.row_id / made_again).unlink(missing_ok=True)
        values = {"state": SEALED, "reason": reason, "retry_after": self._house.clock() + _ROOM_LOOKED_FOR}
        self._house.database.write(lambda db: leases.let_go(db, now.kind, now.row_id, attempt=now.attempt, **values))

    def _failed(self, now: Progress, reason: str, *, permanent: bool) -> None:
        def write(db: Session) -> None:
            at = self._house.clock()
            final = leases.fail(
                db, now.kind, now.row_id, attempt=now.attempt, now=at, reason=reason, permanent=permanent
            )
            values: dict[str, Any] = {"state": SET_ASIDE if final else SEALED}
            if now.kind is AudioRecording:
                values["partial"] = None
            db.execute(update(now.kind).where(now.kind.id == now.row_id).values(**values))

        self._house.database.write(write)

    def _keep_alive(self) -> None:
        while not self._stop.wait(workers.BEAT.total_seconds()):
            self.keep_lease()

    def _beat(self) -> None:
        now, busy = self._house.clock(), self._progress.now.row_id if self._progress.now else None
        self._house.database.write(lambda db: workers.beat(db, self.id, now=now, busy_with=busy))

    def _look(self) -> None:
        """What was left lying by workers that are gone, and by crashes, is put where it belongs."""
        now, folder = self._house.clock(), workers.locks_folder(self._house.settings.data)
        dead = workers.dead_here(folder)
        if dead:
            self._house.database.write(lambda db: _bury(db, dead))
        self._house.database.write(lambda db: _tidy(db, now))
        self._clear_work()
        self._finish_uploads()

    def _clear_work(self) -> None:
        """Whatever was made on the way for a work that is over, or that nobody wants any more."""
        left = {path.name: path for path in (self._storage.folder / "work").glob("*")}
        if left:
            with self._house.database.read() as db:
                done = db.scalars(
                    select(AudioRecording.id).where(AudioRecording.id.in_(left), _is_over(AudioRecording))
                ).all()
                done = [
                    *done,
                    *db.scalars(select(SpeechRerun.id).where(SpeechRerun.id.in_(left), _is_over(SpeechRerun))),
                ]
            for row_id in done:
                shutil.rmtree(left[row_id], ignore_errors=True)

    def _measure_new(self) -> None:
        """The lengths of files that wait, as they say themselves, so that people can be told how long it takes."""
        with self._house.database.read() as db:
            unknown = db.scalars(
                select(AudioRecording.id).where(
                    waiting.in_queue(), AudioRecording.duration_s.is_(None), AudioRecording.origin == FROM_FILE
                )
            ).all()
        for recording_id in unknown:
            if recording_id not in self._measured:
                self._measured.add(recording_id)
                self._measure(recording_id)

    def _measure(self, recording_id: str) -> None:
        with self._storage.local_path(file_name(recording_id)) as path:
            length_s = self._speech.length_s(path)
        if length_s:
            unknown = (AudioRecording.id == recording_id) & AudioRecording.duration_s.is_(None)
            self._house.database.write(
                lambda db: db.execute(update(AudioRecording).where(unknown).values(duration_s=round(length_s, 3)))
            )

    def _finish_upload(self, upload: uploads.UploadView, now: datetime) -> None:
        file = uploads.settle(self._storage, upload)
        self._house.database.write(partial(uploads.finish, file=file, now=now, wake=lambda _id: None))

    def _finish_uploads(self) -> None:
        now = self._house.clock()
        with self._house.database.read() as db:
            whole, given_up = uploads.unfinished(db, now=now)
        for upload in whole:
            self._guarded(partial(self._finish_upload, upload, now))
        for upload_id in given_up:
            self._storage.remove(uploads.part_name(upload_id))
            self._house.database.write(partial(uploads.give_up, upload_id=upload_id))

    def _small_work(self) -> bool:
        """Transcripts that people brought, and the meaning of notes written meanwhile; whether there were any."""
        if import_waiting(self._house, self._speech, self.id):
            return True
        return embed_waiting(self._house.database, self._speech.embed) > 0

    def _guarded(self, act: Callable[[], Any]) -> bool:
        """Small work between the large: trouble with it is told and tried again later."""
        try:
            return bool(act())
        except Exception as error:  # noqa: BLE001 - the worker's edge
            _log.warning("%s in the worker's housekeeping", type(error).__name__)
            return False


def _wanted(kind: Kind) -> ColumnElement[bool]:
    return kind.state.in_((SEALED, PROCESSING)) & kind.hold.is_(None)


def _is_over(kind: Kind) -> ColumnElement[bool]:
    over = (kind.state == READY) | ((kind.state == SET_ASIDE) & (kind.hold == CANCELLED))
    return over & kind.lease_owner.is_(None)


def _first_things_first(db: Session, now: Any) -> list[str]:
    again = select(SpeechRerun.id).where(leases.free(SpeechRerun, now), _wanted(SpeechRerun))
    queue = select(AudioRecording.id).where(leases.free(AudioRecording, now), _wanted(AudioRecording))
    return [
        *db.scalars(again.order_by(SpeechRerun.asked_at, SpeechRerun.id)),
        *db.scalars(queue.order_by(*waiting.order())),
    ]


def _claim(kind: Kind, row_id: str, db: Session, *, owner: str, now: Any) -> int | None:
    attempt = leases.claim(db, kind, row_id, owner=owner, now=now, wanted=_wanted(kind))
    if attempt is not None:
        values = {"state": PROCESSING, "stage": "decode", "progress": 0.0, "stage_at": now, "stage_from": 0.0}
        leases.write_as(db, kind, row_id, attempt=attempt, values=values)
    return attempt


def _rest(db: Session, now: Progress) -> None:
    """Paused, it keeps its turn and its checkpoints; cancelled, it ends."""
    if now.hold != CANCELLED:
        leases.let_go(db, now.kind, now.row_id, attempt=now.attempt, state=SEALED, stage=now.stage)
        return
    ends = waiting.stopped() if now.kind is AudioRecording else rerun.stopped()
    leases.let_go(db, now.kind, now.row_id, attempt=now.attempt, **ends)


def _bury(db: Session, dead: list[str]) -> None:
    for owner in dead:
        leases.release_of_dead(db, AudioRecording, owner)
        leases.release_of_dead(db, SpeechRerun, owner)
        release_dead(db, owner)
    workers.leave(db, dead)


def _tidy(db: Session, now: Any) -> None:
    """Set aside what kills its workers, let rest what is held, forget half a transcript of what is over."""
    for kind in (AudioRecording, SpeechRerun):
        db.execute(
            update(kind)
            .where(kind.state.in_((SEALED, PROCESSING)), kind.abandoned >= leases.ABANDONED_MAX)
            .values(state=SET_ASIDE, reason=_DEADLY, lease_owner=None, lease_until=None, stage=None)
        )
    waiting.settle_held(db, now=now)
    rerun.settle_held(db, now=now)
    busy = select(AudioRecording.id).where(waiting.in_queue())
    db.execute(delete(HeardSoFar).where(HeardSoFar.recording_id.not_in(busy)))


def work_loop(house: House, speech: Speech, stop: threading.Event, *, owns_process: bool = False) -> None:
    """Work in this process until ``stop`` is set.

    Args:
        owns_process: A stage that does not come to an end within seconds ends with the whole process.
    """
    messenger = open_messenger(house.settings)
    worker = Worker(house, speech, stop)
    if owns_process:
        threading.Thread(target=_end_hard, args=(worker, stop), daemon=True, name="end-hard").start()
    try:
        worker.loop(messenger)
    finally:
        messenger.close()
        speech.close()


def _end_hard(worker: Worker, stop: threading.Event) -> None:
    """A long stage hears of the end only when it speaks; its children end once our pipes close."""
    stop.wait()
    time.sleep(HARD_END_S)
    worker.let_go()
    os._exit(0)
