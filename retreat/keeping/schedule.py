"""Backups that a worker makes by itself, to the folder in the settings; and the list of what was taken back, sooner.

While a session is open they are made every few minutes, so that a spare laptop can go on from one. That is why a worker
makes them beside its long jobs. Which sessions are open, the room above says.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from retreat.database.erasing import Erasure
from retreat.errors import BadSetting, Conflict, NotFound, RetreatError, Unavailable
from retreat.house import House
from retreat.jobs.registry import offer_work_beside
from retreat.keeping import standing
from retreat.keeping.backing import back_up, newest, write_gone
from retreat.keeping.estimate import check_room, estimate
from retreat.keeping.models import Keeping
from retreat.keeping.passphrase import passphrase_of
from retreat.keeping.place import Place, lock_of, make_place, open_place, refuse_inside

_LOOK_EVERY_S = 20.0
# A disk that is full or not connected is looked for again.
_AGAIN_AFTER = timedelta(minutes=15)

_going_on: list[Callable[[Session], bool]] = []


def register_going_on(is_going_on: Callable[[Session], bool]) -> None:
    """Say what tells that people are at work, so that a copy of yesterday would be too old."""
    _going_on[:] = [is_going_on]


class ScheduledBackups:
    """Looks now and then whether a backup is due."""

    def __init__(self) -> None:
        self._looked_s = -_LOOK_EVERY_S
        self._place: Place | None = None

    def __call__(self, house: House, _speech: object, _worker_id: str) -> bool:
        """Make one, or write down what was taken back; whether there was something to do."""
        if not house.settings.backup_to or time.monotonic() - self._looked_s < _LOOK_EVERY_S:
            return False
        self._looked_s = time.monotonic()
        return self.look(house)

    def look(self, house: House) -> bool:
        """The same, at once."""
        now = house.clock()
        with house.database.read() as db:
            erasure, row = db.get(Erasure, 1), standing.standing(db)
            every = _every(db, house)
        if _is_due(row, every, now) and house.database.write(lambda db: _claim(db, house, now)):
            self._try(house, now)
            return True
        if erasure is not None and row is not None and row.backup_at and erasure.asked > row.gone_asked:
            try:
                write_gone(house, self._open(house))
            except RetreatError:
                return False
            return True
        return False

    def _try(self, house: House, now: datetime) -> None:
        try:
            place = self._open(house)
            check_room(place.folder, estimate(house, newest(place)))
            back_up(house, place)
        except RetreatError as error:
            self._place = None
            self._note(house, error.tell, now)

    def _note(self, house: House, trouble: str, now: datetime) -> None:
        house.database.write(lambda db: standing.note(db, house.ids, trouble=trouble, tried_at=now))

    def _open(self, house: House) -> Place:
        """The place; a new one only where nothing was ever backed up, since an empty folder may be a missing disk.

        Raises:
            RetreatError: There is no passphrase, or the place cannot be opened.
        """
        folder = Path(house.settings.backup_to).expanduser().absolute()
        passphrase = passphrase_of(house.settings)
        if passphrase is None:
            raise BadSetting("Backups need a passphrase: name its file with RETREAT_BACKUP_PASSPHRASE_FILE.")
        refuse_inside(folder, house.settings.data)
        if self._place is not None and self._place.folder == folder and lock_of(folder) is not None:
            return self._place
        with house.database.read() as db:
            row = standing.standing(db)
        folder_id = house.database.write(lambda db: standing.row_of(db, house.ids).folder_id)
        try:
            place = open_place(folder, passphrase)
        except NotFound:
            if row is not None and row.backup_at is not None:
                raise Unavailable(
                    f"There is no backup in {folder} any more. Connect its disk, or run “python app.py backup” once "
                    "to begin a new one there."
                ) from None
            place = make_place(folder, passphrase, folder_id=folder_id)
        if place.folder_id != folder_id:
            raise Conflict(f"{folder} holds the backup of another data folder. Choose another folder for this one.")
        self._place = place
        return place


def _every(db: Session, house: House) -> timedelta:
    """How old the last backup can be."""
    if any(is_going_on(db) for is_going_on in _going_on):
        return timedelta(minutes=house.settings.backup_minutes)
    return timedelta(hours=house.settings.backup_hours)


def _is_due(row: Keeping | None, every: timedelta, now: datetime) -> bool:
    if row is None or row.backup_at is None:
        has_just_failed = row is not None and row.tried_at is not None and now < row.tried_at + _AGAIN_AFTER
        return not has_just_failed
    again_after = min(every, _AGAIN_AFTER)
    has_just_failed = row.tried_at is not None and row.backup_at < row.tried_at and now < row.tried_at + again_after
    return now >= row.backup_at + every and not has_just_failed


def _claim(db: Session, house: House, now: datetime) -> bool:
    """Whether one is still due, and this worker is the one to make it."""
    row = standing.row_of(db, house.ids)
    if not _is_due(row, _every(db, house), now):
        return False
    row.tried_at = now
    db.flush()
    return True


offer_work_beside(ScheduledBackups())
