"""Whether this process lives and whether the product is ready. Open to all; says nothing private."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gevent
from flask import Blueprint, current_app
from sqlalchemy.orm import Session

from retreat.clock import Clock
from retreat.errors import RetreatError
from retreat.house import House
from retreat.jobs.workers import beat, leave, live_workers, locks_folder
from retreat.secret import secret_is_kept
from retreat.web.guard import public
from retreat.web.house import house

blueprint = Blueprint("health", __name__)

LOW_DISK_BYTES = 5 * 1024**3
# Less than one note and its part of the write-ahead log may need.
FULL_DISK_BYTES = 1024**2
NO_WORKER = "no worker is running: audio recordings wait"
LOW_DISK = "the disk is nearly full"
FULL_DISK = "the disk is full"
NO_FOLDER = "the data folder is not where it was"
NO_WRITER = "nothing can be written to the database"
NO_SECRET = "the file “secret” is missing or has changed: the next start would end every sign-in"  # noqa: S105 - about it, not it
# As long as a slow but healthy write may take; the writer itself may wait ten seconds for other processes.
_WRITES_WITHIN_S = 5.0
# Anybody may ask, and each answer costs a write that the disk has to confirm.
_KNOWN_FOR_S = 1.0
_PROBE = "readiness"


@dataclass(slots=True)
class _Writer:
    """Whether the database's writer works. At most one try waits, so that a stuck writer does not collect more."""

    trying: Any = None
    tried_at: float = field(default=float("-inf"))
    was_well: bool = False

    def is_well(self, write: Callable[[], object]) -> bool:
        """Whether a write came back in time."""
        if self.trying is None and time.monotonic() - self.tried_at < _KNOWN_FOR_S:
            return self.was_well
        trying = self.trying = self.trying or gevent.spawn(_came_through, write)
        try:
            self.was_well = bool(trying.get(timeout=_WRITES_WITHIN_S))
        except gevent.Timeout:
            return False
        finally:
            if trying.ready() and self.trying is trying:
                self.trying, self.tried_at = None, time.monotonic()
        return self.was_well


def _came_through(write: Callable[[], object]) -> bool:
    try:
        write()
    except RetreatError:
        return False
    return True


@blueprint.get("/livez")
@public
def alive() -> dict[str, str]:
    """This process answers."""
    return {"status": "alive"}


@blueprint.get("/readyz")
@public
def ready() -> tuple[dict[str, object], int]:
    """Ready once what people write can be kept; a missing worker or low disk space only counts as degraded."""
    here = house()
    ills = list(_ills(here))
    if ills:
        return {"status": "unready", "complaints": ills}, 503
    complaints = _complaints(here)
    return {"status": "degraded" if complaints else "ready", "complaints": complaints}, 200


def _ills(here: House) -> list[str]:
    """What prevents this machine from keeping anything."""
    writer: _Writer = current_app.extensions.setdefault("retreat_readiness", _Writer())
    found = []
    if not writer.is_well(lambda: here.database.write(lambda db: _write(db, here.clock))):
        found.append(NO_WRITER)
    free = _free_bytes(here.settings.data)
    if free is None:  # what is open is still written to, and the next start would find nothing
        found.append(NO_FOLDER)
    elif here.database.dialect == "sqlite" and free < FULL_DISK_BYTES:
        found.append(FULL_DISK)
    if not secret_is_kept(here.settings.data, here.secret_key):
        found.append(NO_SECRET)
    return found


def _write(db: Session, clock: Clock) -> None:
    """Add and remove a row in one transaction: nobody ever sees it, but the disk has to take it."""
    beat(db, _PROBE, now=clock(), busy_with=None)
    db.flush()
    leave(db, [_PROBE])


def _complaints(here: House) -> list[str]:
    complaints = []
    data = here.settings.data
    with here.database.read() as db:
        if not live_workers(db, now=here.clock(), folder=locks_folder(data)):
            complaints.append(NO_WORKER)
    free = _free_bytes(data)
    if free is not None and free < LOW_DISK_BYTES:
        complaints.append(LOW_DISK if free >= FULL_DISK_BYTES else FULL_DISK)
    return complaints


def _free_bytes(folder: Path) -> int | None:
    """The room where a folder lies; None where it is gone."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
