"""Which workers are alive: a heartbeat in the database, and a lock on this machine that ends with its holder.

The lock tells at once that a worker was killed, where a lease would have to run out first. Must never know the work.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from retreat.jobs.models import WorkerBeat

BEAT = timedelta(seconds=5)
SEEN_WITHIN = timedelta(seconds=20)
_FORGET_AFTER = timedelta(days=1)


class WorkerLock:
    """Held by a worker for as long as its process lives; children do not inherit it."""

    def __init__(self, folder: Path, worker_id: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / f"{worker_id}.lock"
        self._handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(self) -> None:
        """Release it when the worker ends normally."""
        self._path.unlink(missing_ok=True)
        self.vanish()

    def vanish(self) -> None:
        """What the kernel does when the process is killed: the lock goes, its file stays."""
        os.close(self._handle)


def dead_here(folder: Path) -> list[str]:
    """Ids of workers of this machine that ended without signing off; each is reported once."""
    if not folder.exists():
        return []
    return [path.stem for path in sorted(folder.glob("*.lock")) if _take_away_if_free(path)]


def _take_away_if_free(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(handle)


def held_here(folder: Path, worker_id: str) -> bool:
    """Whether a worker of this machine still holds its lock."""
    try:
        handle = os.open(folder / f"{worker_id}.lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def beat(db: Session, worker_id: str, *, now: datetime, busy_with: str | None) -> None:
    """Show that this worker is alive, and forget workers that are long gone."""
    row = db.get(WorkerBeat, worker_id)
    if row is None:
        row = WorkerBeat(id=worker_id, host=socket.gethostname(), pid=os.getpid(), started_at=now, seen_at=now)
        db.add(row)
    row.seen_at = now
    row.busy_with = busy_with
    db.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - _FORGET_AFTER))


def leave(db: Session, worker_ids: Iterable[str]) -> None:
    """Forget these workers."""
    db.execute(delete(WorkerBeat).where(WorkerBeat.id.in_(list(worker_ids))))


def live_workers(db: Session, *, now: datetime, folder: Path) -> list[str]:
    """Ids of workers that were seen just now and, if they are of this machine, still hold their lock."""
    host = socket.gethostname()
    rows = db.scalars(select(WorkerBeat).where(WorkerBeat.seen_at >= now - SEEN_WITHIN)).all()
    return [row.id for row in rows if row.host != host or held_here(folder, row.id)]


def locks_folder(data: Path) -> Path:
    """Where the locks of this machine's workers are."""
    return data / "workers"
