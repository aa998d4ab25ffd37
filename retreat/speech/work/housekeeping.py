"""What a worker does between two jobs: cleans up after dead workers and crashes."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from retreat.consent.withdrawal.operations import Withdrawn
from retreat.house import House
from retreat.jobs import leases, registry, workers
from retreat.recordings import uploads, waiting
from retreat.recordings.models import CANCELLED, PROCESSING, READY, SEALED, SET_ASIDE, AudioRecording
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.speech.models import HeardSoFar
from retreat.speech.work.guarded import guarded

# A file that is being written changes all the time; one unchanged for this long was left by a killed process.
_BEGUN_KEPT = timedelta(hours=1)
_DEADLY = "The worker stopped several times while working on this audio recording, so it was set aside."


class Housekeeping:
    """Cleans up one house; a failure with one thing never stops the next."""

    def __init__(self, house: House, storage: LocalStorage) -> None:
        self._house = house
        self._storage = storage

    def begin(self) -> None:
        """Once, at the start: remove unfinished files of killed processes."""
        begun_before_s = self._house.clock().timestamp() - _BEGUN_KEPT.total_seconds()
        guarded(lambda: self._storage.clear_begun(before_s=begun_before_s))

    def look(self) -> None:
        """Every few seconds, and between two long jobs."""
        now = self._house.clock()
        guarded(lambda: bury_dead(self._house))
        guarded(lambda: self._house.database.write(partial(_tidy, now=now)))
        guarded(self._clear_work)
        guarded(self._finish_uploads)

    def _clear_work(self) -> None:
        """Remove intermediate files of work that is finished or cancelled."""
        left = {path.name: path for path in (self._storage.folder / "work").glob("*")}
        if not left:
            return
        with self._house.database.read() as db:
            over = [row_id for kind in registry.kinds() for row_id in db.scalars(_over(kind.rows, list(left)))]
        for row_id in over:
            shutil.rmtree(left[row_id], ignore_errors=True)

    def _finish_uploads(self) -> None:
        """Register complete uploads whose process was killed before it could, and remove abandoned ones."""
        now = self._house.clock()
        with self._house.database.read() as db:
            whole, given_up = uploads.unfinished(db, now=now)
        for upload in whole:
            guarded(partial(self._finish_upload, upload, now))
        for upload_id in given_up:
            self._storage.remove(uploads.part_name(upload_id))
            self._house.database.write(partial(uploads.give_up, upload_id=upload_id))

    def _finish_upload(self, upload: uploads.UploadView, now: datetime) -> None:
        file = uploads.settle(self._storage, upload)
        try:
            kept_as = self._house.database.write(partial(uploads.finish, file=file, now=now, wake=lambda _id: None))
        except Withdrawn:
            self._storage.remove(file_name(upload.id))
            self._house.database.write(partial(uploads.give_up, upload_id=upload.id))
            return
        if kept_as != upload.id:
            self._storage.remove(file_name(upload.id))


def bury_dead(house: House) -> None:
    """Release everything that killed workers of this machine held. Each is reported only once."""
    dead = workers.dead_here(workers.locks_folder(house.settings.data))
    if dead:
        house.database.write(lambda db: _bury(db, dead))


def _bury(db: Session, dead: Sequence[str]) -> None:
    for owner in dead:
        for rows in registry.leased_rows():
            leases.release_of_dead(db, rows, owner)
    workers.leave(db, dead)


def _over(rows: type[Any], among: Sequence[str]) -> Select[str]:
    over = (rows.state == READY) | ((rows.state == SET_ASIDE) & (rows.hold == CANCELLED))
    return select(rows.id).where(rows.id.in_(among), over, rows.lease_owner.is_(None))


def _tidy(db: Session, *, now: datetime) -> None:
    """Set aside what kills its workers, settle what is held, and delete unfinished transcripts of finished work."""
    for kind in registry.kinds():
        db.execute(
            update(kind.rows)
            .where(kind.rows.state.in_((SEALED, PROCESSING)), kind.rows.abandoned >= leases.ABANDONED_MAX)
            .values(state=SET_ASIDE, reason=_DEADLY, lease_owner=None, lease_until=None, stage=None)
        )
        kind.settle_held(db, now)
    busy = select(AudioRecording.id).where(waiting.in_queue())
    db.execute(delete(HeardSoFar).where(HeardSoFar.recording_id.not_in(busy)))
