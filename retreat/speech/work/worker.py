"""The worker: takes the first item in the queue, runs the speech pipeline over it and stores the result.

It stops within seconds when told to, and may be killed at any moment: leases, attempts and checkpoints allow for that.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import retreat.speech.kinds  # noqa: F401 - registers the pipeline's kinds of work
from retreat.errors import DiskFull, RetreatError, Unavailable, is_for_room
from retreat.house import House
from retreat.jobs import leases, registry, workers
from retreat.jobs.messenger import Messenger, open_messenger
from retreat.recordings.limits import fits
from retreat.recordings.pieces.joining import BrokenPiece
from retreat.recordings.storage import LocalStorage
from retreat.search.embedding import embed_waiting
from retreat.speech.work import taking
from retreat.speech.work.erased import ErasedWords
from retreat.speech.work.guarded import guarded
from retreat.speech.work.housekeeping import Housekeeping
from retreat.speech.work.measuring import Measuring
from retreat.speech.work.progress import Held, Interrupted, Progress, ProgressKeeper
from retreat.transcripts.ports import Heard, Speech
from transcription.errors import NoRoom, TranscriptionError

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
_WAIT_S = 0.5
# A process that is told to stop is gone within ten seconds, whatever a stage is doing.
HARD_END_S = 6.0
_LOOKED_FOR_AGAIN = timedelta(minutes=1)
NO_ROOM = (
    "The disk of this machine is full: please free some space. The sound is kept, and transcription continues "
    "once there is enough."
)
_UNEXPECTED = "The machine could not work on this audio recording. It is kept; please try again."


class Worker:
    """One worker process, or the command line working on one file itself."""

    def __init__(self, house: House, speech: Speech, stop: threading.Event) -> None:
        self.id = house.ids()
        self._house = house
        self._speech = speech
        self._stop = stop
        self._storage = LocalStorage(house.storage)
        self._progress = ProgressKeeper(house.database, house.clock, stop)
        self._housekeeping = Housekeeping(house, self._storage)
        self._measuring = Measuring(house, self._storage, speech)
        self._erased = ErasedWords(house)

    def loop(self, messenger: Messenger) -> None:
        """Work until told to stop."""
        lock = workers.WorkerLock(workers.locks_folder(self._house.settings.data), self.id)
        self._beat()
        keeper = self._every_beat(self.keep_lease, "keep-alive")
        self._every_beat(self._measuring.measure_new, "measure")
        self._every_beat(self._erased.look, "erase")
        for act in registry.work_beside():
            self._every_beat(partial(act, self._house, self._speech, self.id), "beside")
        self._housekeeping.begin()
        looked_s = -LOOK_EVERY_S
        try:
            while not self._stop.is_set():
                if time.monotonic() - looked_s >= LOOK_EVERY_S:
                    looked_s = time.monotonic()
                    self._housekeeping.look()
                    guarded(self._work_through)
                # A message only says that there is something to do; the rows say what comes first.
                was_woken = messenger.take(lambda _id: guarded(self._work_through))
                if not was_woken and not guarded(self._small_work):
                    self._stop.wait(_WAIT_S)
        finally:
            self._stop.set()
            keeper.join(timeout=2)
            guarded(lambda: self._house.database.write(lambda db: workers.leave(db, [self.id])))
            lock.release()

    def work_next(self) -> bool:
        """Work on the first free item in the queue. Returns whether there was one."""
        now = self._house.clock()
        with self._house.database.read() as db:
            ids = [row_id for kind in registry.kinds() for row_id in kind.wanted(db, now)]
        return any(self.work_on(row_id) for row_id in ids)

    def work_on(self, row_id: str) -> bool:
        """Work on one row, of any kind, if it is free. Returns whether it was."""
        now = self._house.clock()
        for kind in registry.kinds():
            take = partial(taking.take, kind=kind, row_id=row_id, owner=self.id, now=now)
            attempt = self._house.database.write(take)
            if attempt is not None:
                self._work(Progress(kind=kind, row_id=row_id, attempt=attempt))
                return True
        return False

    def let_go(self) -> None:
        """Release the current work, for another worker to continue at once."""
        now = self._progress.now
        if now is not None:
            guarded(lambda: self._house.database.write(lambda db: taking.give_back(db, now)))

    def keep_lease(self) -> None:
        """Show that this worker is alive and, while the pipeline makes progress, renew its lease."""
        guarded(self._beat)
        guarded(self._progress.keep)
        if self._progress.hangs():
            # Without its children, a stage that hangs fails like any other, and the queue continues.
            guarded(self._speech.close)

    def _work_through(self) -> None:
        """One after the other, without a pause."""
        while not self._stop.is_set() and self.work_next():
            # Between two long jobs, so that new arrivals can be seen, and new words read.
            self._housekeeping.look()
            guarded(self._small_work)

    def _work(self, now: Progress) -> None:
        self._progress.now = now
        try:
            self._run(now)
        except leases.LateWriter:
            _log.warning("another worker took over %s", now.row_id)
        except (KeyboardInterrupt, SystemExit):
            self.let_go()
            raise
        finally:
            self._progress.now = None

    def _run(self, now: Progress) -> None:
        """Perform it, and make sure that it is released, however it ends. Raises ``LateWriter``."""
        try:
            now.kind.perform(self._house, self._speech, now.row_id, now.attempt, self._heard)
        except leases.LateWriter:
            raise
        except Interrupted:
            self.let_go()
        except Held:
            self._house.database.write(lambda db: taking.rest(db, now))
        except NoRoom:
            self._wait_for_room(now, NO_ROOM)
        except TranscriptionError as error:
            self._failed(now, str(error), permanent=error.permanent)
        except BrokenPiece as error:
            self._failed(now, str(error), permanent=True)
        except DiskFull as error:
            self._wait_for_room(now, error.tell if error.tell != DiskFull.tell else NO_ROOM)
        except Unavailable as error:
            self._wait(now, error.tell)
        except RetreatError as error:
            self._failed(now, error.tell, permanent=True)
        except Exception as error:  # noqa: BLE001 - the worker's edge: one bad file must not end it
            if is_for_room(error):
                return self._wait_for_room(now, NO_ROOM)
            _log.error("unexpected %s while working on %s", type(error).__name__, now.row_id)
            self._failed(now, _UNEXPECTED, permanent=False)

    def _heard(self, heard: Heard) -> None:
        """Called by the pipeline, often. The length that a file states is no proof: decoding may need far more space.

        Raises:
            DiskFull: Only the reserved space is left.
        """
        if heard.stage == "decode" and not fits(self._storage.folder, 0):
            raise DiskFull()
        self._progress.heard(heard)

    def _wait_for_room(self, now: Progress, reason: str) -> None:
        """Delete intermediate files first, so that there is space to record that the work waits."""
        self._clear_made_again(now)
        self._wait(now, reason)

    def _clear_made_again(self, now: Progress) -> None:
        for made_again in ("joined", "playable"):
            (self._storage.folder / "work" / now.row_id / made_again).unlink(missing_ok=True)

    def _wait(self, now: Progress, reason: str) -> None:
        """A full or busy machine is not the sound's fault."""
        until = self._house.clock() + _LOOKED_FOR_AGAIN
        self._house.database.write(lambda db: taking.wait(db, now, until=until, reason=reason))

    def _failed(self, now: Progress, reason: str, *, permanent: bool) -> None:
        at = self._house.clock()
        self._clear_made_again(now)
        self._house.database.write(lambda db: taking.fail(db, now, at=at, reason=reason, permanent=permanent))

    def _small_work(self) -> bool:
        """Transcripts that people brought, and the meanings of new notes. Returns whether there were any."""
        if any(act(self._house, self._speech, self.id) for act in registry.small_work()):
            return True
        return embed_waiting(self._house.database, self._speech.embed) > 0

    def _beat(self) -> None:
        now, busy = self._house.clock(), self._progress.now.row_id if self._progress.now else None
        self._house.database.write(lambda db: workers.beat(db, self.id, now=now, busy_with=busy))

    def _every_beat(self, act: Callable[[], object], name: str) -> threading.Thread:
        """Repeat it on a thread of its own until told to stop."""

        def go_on() -> None:
            while not self._stop.wait(workers.BEAT.total_seconds()):
                guarded(act)

        thread = threading.Thread(target=go_on, daemon=True, name=name)
        thread.start()
        return thread


def work_loop(house: House, speech: Speech, stop: threading.Event, *, owns_process: bool = False) -> None:
    """Work in this process until ``stop`` is set.

    Args:
        owns_process: Whether to end the whole process if a stage does not stop within seconds.
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
    """A long stage notices the end only when it reports; its children end once our pipes close."""
    stop.wait()
    time.sleep(HARD_END_S)
    worker.let_go()
    os._exit(0)
