"""The worker's part: what was left out is erased once its event is closed, and files that nothing leads to go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from retreat.house import House
from retreat.jobs.registry import offer_small_work
from retreat.pictures.models import Picture
from retreat.pictures.operations import mark_removed
from retreat.pictures.storing import FOLDER, storage_of
from retreat.programme.models import DialogueSession, Event

# A file is written before its row, and a row is marked before its file goes.
_SETTLED = timedelta(hours=1)


def erase_hidden(house: House, _speech: Any, _worker_id: str) -> bool:
    """Erase what nobody can show again any more; whether there was any. Harmless if repeated."""
    asked = (
        select(Picture)
        .join(DialogueSession, DialogueSession.id == Picture.session_id)
        .join(Event, Event.id == DialogueSession.event_id)
        .where(Event.closed_at.is_not(None), Picture.left_out_at.is_not(None), Picture.removed_at.is_(None))
    )
    with house.database.read() as db:
        rows = db.scalars(asked.limit(20)).all()
        names = [row.name for row in rows]
        db.expunge_all()
    if rows:
        house.database.write(lambda db: mark_removed(db, rows, now=house.clock()))
    for name in names:
        storage_of(house).remove(name)
    return bool(rows) or _clear_strays(house)


def _clear_strays(house: House) -> bool:
    """Files whose writer was killed before the row, or after it was marked."""
    folder = house.settings.data / FOLDER
    before_s = (house.clock() - _SETTLED).timestamp()
    old = [file for file in folder.glob("*") if file.is_file() and file.stat().st_mtime < before_s]
    if not old:
        return False
    with house.database.read() as db:
        there = set(db.scalars(select(Picture.name).where(Picture.removed_at.is_(None))))
    gone = [file for file in old if file.name not in there]
    for file in gone:
        file.unlink(missing_ok=True)
    return bool(gone)


offer_small_work(erase_hidden)
