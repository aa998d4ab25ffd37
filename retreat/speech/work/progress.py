"""The progress of one piece of work: reported by the pipeline, kept in memory, and in the database once a second.

Every write carries the attempt and renews the lease. A pause or stop in the meantime is noticed here: the run ends at
its next report, which comes at every checkpoint.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from retreat.clock import Clock
from retreat.database import Database
from retreat.errors import DiskFull, Unavailable
from retreat.jobs import leases
from retreat.jobs.registry import JobKind
from retreat.speech.models import HeardSoFar
from retreat.transcripts.ports import Heard, HeardWindow

_log = logging.getLogger(__name__)

NOTE_EVERY_S = 1.0
# The speech pipeline reports at least at every checkpoint; one that is silent for this long hangs.
SILENT_FOR_S = 900.0
# Even the slowest machine reports within an hour; after that its child processes are ended.
HANGS_FOR_S = 3600.0
_PARTIAL_MAX_CHARS = 4_000


class Interrupted(Exception):
    """The worker was told to stop; the work is released, and another worker continues from its checkpoint."""


class Held(Exception):
    """Somebody paused or cancelled this work; it is released at its checkpoint."""


@dataclass(slots=True)
class Progress:
    """The pipeline's last report, shared with the thread that renews the lease."""

    kind: JobKind
    row_id: str
    attempt: int
    stage: str | None = None
    done: float = 0.0
    stage_at: datetime | None = None
    stage_from: float | None = None
    partial: str = ""
    heard_s: float = field(default_factory=time.monotonic)
    noted_s: float = 0.0
    is_late: bool = False
    hold: str | None = None
    windows: list[HeardWindow] = field(default_factory=list)
    has_noted_windows: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


class ProgressKeeper:
    """Records the progress of a worker's current job."""

    def __init__(self, database: Database, clock: Clock, stop: threading.Event) -> None:
        self._database = database
        self._clock = clock
        self._stop = stop
        self.now: Progress | None = None

    def heard(self, heard: Heard) -> None:
        """Called by the pipeline, often.

        Raises:
            Interrupted: The worker has to stop.
            LateWriter: Another attempt has taken over.
            Held: Somebody paused or cancelled it.
        """
        if self._stop.is_set():
            raise Interrupted()
        now = self.now
        assert now is not None
        if now.is_late:
            raise leases.LateWriter()
        if heard.stage != now.stage:
            now.stage, now.done, now.noted_s = heard.stage, 0.0, 0.0
            now.stage_at, now.stage_from = self._clock(), heard.done
        if heard.done is not None:
            now.done = heard.done
            now.stage_from = heard.done if now.stage_from is None else now.stage_from
        if heard.text:
            now.partial = f"{now.partial} {heard.text}".strip()[-_PARTIAL_MAX_CHARS:]
        now.windows.extend(heard.windows)
        now.heard_s = time.monotonic()
        if now.heard_s - now.noted_s >= NOTE_EVERY_S:
            self._note_if_it_can(now)
        if now.hold is not None:
            raise Held()

    def _note_if_it_can(self, now: Progress) -> None:
        """A short database failure must not end hours of work: the final write carries the attempt anyway.

        Raises:
            DiskFull: The results could not be stored either.
        """
        try:
            self.note(now)
        except DiskFull:
            raise
        except Unavailable:
            _log.warning("the progress of %s could not be noted", now.row_id)
            now.noted_s = time.monotonic()

    def note(self, now: Progress) -> None:
        """Store the progress and renew the lease, even while the pipeline is silent.

        Raises:
            LateWriter: Another attempt has taken over.
        """
        with now.lock:
            windows = list(now.windows)
            at = self._clock()
            try:
                now.hold = self._database.write(lambda db: self._write(db, now, at, windows))
            except leases.LateWriter:
                now.is_late = True
                raise
            del now.windows[: len(windows)]
            now.has_noted_windows = now.has_noted_windows or bool(windows)
            now.noted_s = time.monotonic()

    def keep(self) -> None:
        """Renew the lease while the pipeline keeps reporting."""
        now = self.now
        if now is not None and time.monotonic() - now.heard_s < SILENT_FOR_S:
            self.note(now)

    def hangs(self) -> bool:
        """Whether the pipeline has been silent for too long."""
        now = self.now
        return now is not None and time.monotonic() - now.heard_s >= HANGS_FOR_S

    def _write(self, db: Session, now: Progress, at: datetime, windows: list[HeardWindow]) -> str | None:
        values: dict[str, Any] = {
            "stage": now.stage,
            "progress": now.done,
            "stage_at": now.stage_at,
            "stage_from": now.stage_from,
        }
        if now.kind.keeps_partial:
            values["partial"] = now.partial or None
        leases.renew(db, now.kind.rows, now.row_id, attempt=now.attempt, now=at, **values)
        if windows:
            _keep_windows(db, now.row_id, windows, anew=not now.has_noted_windows)
        hold: str | None = db.scalar(select(now.kind.rows.hold).where(now.kind.rows.id == now.row_id))
        return hold


def _keep_windows(db: Session, recording_id: str, windows: list[HeardWindow], *, anew: bool) -> None:
    """Add new words; the run's own first words replace the first look and the rest of an earlier run."""
    latest = {window.number: window for window in windows}
    old = HeardSoFar.recording_id == recording_id
    if not anew and max(latest) >= 0:
        old &= (HeardSoFar.window < 0) | HeardSoFar.window.in_(latest)
    elif not anew:
        old &= HeardSoFar.window.in_(latest)
    db.execute(delete(HeardSoFar).where(old))
    if max(latest) >= 0:
        latest = {number: window for number, window in latest.items() if number >= 0}
    db.add_all(
        HeardSoFar(
            recording_id=recording_id,
            window=window.number,
            start_ms=window.start_ms,
            end_ms=window.end_ms,
            words=[list(word) for word in window.words],
        )
        for window in latest.values()
    )
    db.flush()


def forget_windows(db: Session, recording_id: str) -> None:
    """Delete the words so far: the whole transcript is here, or the work was cancelled."""
    db.execute(delete(HeardSoFar).where(HeardSoFar.recording_id == recording_id))
