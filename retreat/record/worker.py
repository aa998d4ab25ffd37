"""The worker: takes audio recordings that wait, runs the speech pipeline over them and keeps what was heard.

It ends within seconds when told to, and may be killed at any moment: leases, attempts and checkpoints see to the rest.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from retreat.errors import DiskFull, RetreatError
from retreat.jobs import leases, workers
from retreat.jobs.messenger import Messenger, open_messenger
from retreat.record.embedding import embed_waiting
from retreat.record.ports import Heard, Speech
from retreat.record.stages import Stages
from retreat.recordings import uploads
from retreat.recordings.models import PROCESSING, SEALED, SET_ASIDE, AudioRecording
from retreat.recordings.pieces import BrokenPiece
from retreat.recordings.storage import LocalStorage
from retreat.web.house import House
from transcription.errors import TranscriptionError

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
_WAIT_S = 0.5
_NOTE_EVERY_S = 1.0
# The speech pipeline speaks at least at every checkpoint; one that is silent for so long hangs.
SILENT_FOR_S = 900.0
# Told to end, a process is gone within ten seconds, whatever a stage is busy with.
HARD_END_S = 6.0
_PARTIAL_MAX_CHARS = 4_000
_UNEXPECTED = "The machine could not work on this audio recording. It is kept; please try again."
_DEADLY = "Working on this audio recording ended the worker again and again, so it was set aside."


class Interrupted(Exception):
    """The worker was told to end; the work is let go and somebody else goes on from its checkpoint."""


@dataclass(slots=True)
class _Progress:
    """What the pipeline said last, shared with the thread that keeps the lease."""

    recording_id: str
    attempt: int
    stage: str | None = None
    done: float = 0.0
    partial: str = ""
    heard_s: float = field(default_factory=time.monotonic)
    noted_s: float = 0.0
    is_late: bool = False


class Worker:
    """One worker process, or the command line working on one file itself."""

    def __init__(self, house: House, speech: Speech, stop: threading.Event) -> None:
        self.id = house.ids()
        self._house = house
        self._speech = speech
        self._stop = stop
        self._storage = LocalStorage(house.storage)
        self._progress: _Progress | None = None

    def loop(self, messenger: Messenger) -> None:
        """Work until told to stop."""
        lock = workers.WorkerLock(workers.locks_folder(self._house.settings.data), self.id)
        keeper = threading.Thread(target=self._keep_alive, daemon=True, name="keep-alive")
        self._beat()
        keeper.start()
        looked_s = -LOOK_EVERY_S
        try:
            while not self._stop.is_set():
                if time.monotonic() - looked_s >= LOOK_EVERY_S:
                    looked_s = time.monotonic()
                    self._guarded(lambda: self._look(messenger))
                if not messenger.take(self.work_on) and not self._guarded(self._small_work):
                    self._stop.wait(_WAIT_S)
        finally:
            self._stop.set()
            keeper.join(timeout=2)
            self._guarded(lambda: self._house.database.write(lambda db: workers.leave(db, [self.id])))
            lock.release()

    def work_on(self, recording_id: str) -> bool:
        """Work on one audio recording if it is free; whether it was."""
        now = self._house.clock()
        attempt = self._house.database.write(lambda db: _claim(db, recording_id, owner=self.id, now=now))
        if attempt is None:
            return False
        self._progress = _Progress(recording_id=recording_id, attempt=attempt)
        try:
            self._run(recording_id, attempt)
        except leases.LateWriter:
            _log.warning("another worker took over %s", recording_id)
        except Interrupted:
            self.let_go()
        finally:
            self._progress = None
        return True

    def let_go(self) -> None:
        """Give back what is being worked on, for somebody else to go on with at once."""
        now = self._progress
        if now is not None:
            self._guarded(
                lambda: self._house.database.write(
                    lambda db: leases.let_go(db, AudioRecording, now.recording_id, attempt=now.attempt, state=SEALED)
                )
            )

    def keep_lease(self) -> None:
        """Show that this worker lives and, while the pipeline comes on, hold its lease."""
        self._guarded(self._beat)
        now = self._progress
        if now is not None and time.monotonic() - now.heard_s < SILENT_FOR_S:
            self._guarded(lambda: self._note(now))

    def _run(self, recording_id: str, attempt: int) -> None:
        try:
            Stages(self._house, self._storage, self._speech).perform(recording_id, attempt, self._heard)
        except (leases.LateWriter, Interrupted):
            raise
        except TranscriptionError as error:
            self._failed(recording_id, attempt, str(error), permanent=error.permanent)
        except BrokenPiece as error:
            self._failed(recording_id, attempt, str(error), permanent=True)
        except RetreatError as error:
            self._failed(recording_id, attempt, error.tell, permanent=not isinstance(error, DiskFull))
        except Exception as error:  # noqa: BLE001 - the worker's edge: one bad file must not end it
            _log.error("unexpected %s while working on %s", type(error).__name__, recording_id)
            self._failed(recording_id, attempt, _UNEXPECTED, permanent=False)

    def _failed(self, recording_id: str, attempt: int, reason: str, *, permanent: bool) -> None:
        def write(db: Session) -> None:
            now = self._house.clock()
            final = leases.fail(
                db, AudioRecording, recording_id, attempt=attempt, now=now, reason=reason, permanent=permanent
            )
            db.execute(
                update(AudioRecording)
                .where(AudioRecording.id == recording_id)
                .values(state=SET_ASIDE if final else SEALED, partial=None)
            )

        self._house.database.write(write)

    def _heard(self, heard: Heard) -> None:
        """Called by the pipeline, often: keep it in memory, and in the database once a second."""
        if self._stop.is_set():
            raise Interrupted()
        now = self._progress
        assert now is not None
        if now.is_late:
            raise leases.LateWriter()
        if heard.stage != now.stage:
            now.stage, now.done, now.noted_s = heard.stage, 0.0, 0.0
        now.done = now.done if heard.done is None else heard.done
        if heard.text:
            now.partial = f"{now.partial} {heard.text}".strip()[-_PARTIAL_MAX_CHARS:]
        now.heard_s = time.monotonic()
        if now.heard_s - now.noted_s >= _NOTE_EVERY_S:
            self._note(now)

    def _note(self, now: _Progress) -> None:
        at = self._house.clock()
        values: dict[str, Any] = {"stage": now.stage, "progress": now.done, "partial": now.partial or None}
        try:
            self._house.database.write(
                lambda db: leases.renew(db, AudioRecording, now.recording_id, attempt=now.attempt, now=at, **values)
            )
        except leases.LateWriter:
            now.is_late = True
            raise
        now.noted_s = time.monotonic()

    def _keep_alive(self) -> None:
        while not self._stop.wait(workers.BEAT.total_seconds()):
            self.keep_lease()

    def _beat(self) -> None:
        now, busy = self._house.clock(), self._progress.recording_id if self._progress else None
        self._house.database.write(lambda db: workers.beat(db, self.id, now=now, busy_with=busy))

    def _look(self, messenger: Messenger) -> bool:
        """What nobody works on, for whatever reason, is asked for again."""
        now = self._house.clock()
        dead = workers.dead_here(workers.locks_folder(self._house.settings.data))
        if dead:
            self._house.database.write(lambda db: _bury(db, dead))
        self._house.database.write(lambda db: _set_deadly_aside(db))
        self._finish_uploads()
        with self._house.database.read() as db:
            waiting = db.scalars(
                select(AudioRecording.id)
                .where(leases.free(AudioRecording, now), _wanted())
                .order_by(AudioRecording.created_at)
            ).all()
        for recording_id in waiting:
            messenger.send(recording_id)
        return bool(waiting)

    def _finish_uploads(self) -> None:
        now = self._house.clock()
        with self._house.database.read() as db:
            whole, given_up = uploads.unfinished(db, now=now)
        for upload in whole:
            file = uploads.settle(self._storage, upload)
            self._house.database.write(partial(uploads.finish, file=file, now=now, wake=lambda _id: None))
        for upload_id in given_up:
            self._storage.remove(uploads.part_name(upload_id))
            self._house.database.write(partial(uploads.give_up, upload_id=upload_id))

    def _small_work(self) -> bool:
        """The meaning of notes that were written meanwhile; whether there were any."""
        return embed_waiting(self._house.database, self._speech.embed) > 0

    def _guarded(self, act: Callable[[], Any]) -> bool:
        """Small work between the large: trouble with it is told and tried again later."""
        try:
            return bool(act())
        except Exception as error:  # noqa: BLE001 - the worker's edge
            _log.warning("%s in the worker's housekeeping", type(error).__name__)
            return False


def _wanted() -> Any:
    return or_(AudioRecording.state == SEALED, AudioRecording.state == PROCESSING)


def _claim(db: Session, recording_id: str, *, owner: str, now: Any) -> int | None:
    attempt = leases.claim(db, AudioRecording, recording_id, owner=owner, now=now, wanted=_wanted())
    if attempt is not None:
        values = {"state": PROCESSING, "stage": "decode", "progress": 0.0}
        leases.write_as(db, AudioRecording, recording_id, attempt=attempt, values=values)
    return attempt


def _bury(db: Session, dead: list[str]) -> None:
    for owner in dead:
        leases.release_of_dead(db, AudioRecording, owner)
    workers.leave(db, dead)


def _set_deadly_aside(db: Session) -> None:
    db.execute(
        update(AudioRecording)
        .where(_wanted(), AudioRecording.abandoned >= leases.ABANDONED_MAX)
        .values(state=SET_ASIDE, reason=_DEADLY, lease_owner=None, lease_until=None, stage=None)
    )


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
