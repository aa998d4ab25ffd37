"""Sound whose time is over: destroyed one by one, with everything that was made from it. Goes on where it was killed.

The row says first that it is deleted, so that nobody hears it any more; then the bytes go.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from retreat.consent.retention.periods import SOUND
from retreat.consent.retention.ports import SoundEnd, Stock, register_sound_end, register_stock
from retreat.house import House
from retreat.people.deeds import write_down
from retreat.programme.models import DialogueSession
from retreat.programme.queries import programme_of_session
from retreat.recordings.held.deleting import close_row, remove_bytes
from retreat.recordings.listening import copy_name, peaks_name
from retreat.recordings.models import AudioRecording, Upload
from retreat.recordings.operations import ENDED
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.recordings.uploads import give_up, part_name


def _sessions(event_id: str) -> Select[str]:
    return select(DialogueSession.id).where(DialogueSession.event_id == event_id)


def _count(db: Session, event_id: str) -> int:
    """Sounds that are still here, and files that never arrived whole."""
    row, here = AudioRecording, _sessions(event_id)
    stays = or_(row.deleted_at.is_(None), row.size_bytes > 0)
    sounds = db.scalar(select(func.count()).select_from(row).where(row.session_id.in_(here), stays)) or 0
    parts = select(func.count()).select_from(Upload).where(Upload.session_id.in_(here), Upload.recording_id.is_(None))
    return sounds + (db.scalar(parts) or 0)


def _end(house: House, event_id: str, now: datetime) -> bool:
    row, here = AudioRecording, _sessions(event_id)
    stays = and_(row.session_id.in_(here), or_(row.deleted_at.is_(None), row.size_bytes > 0))
    with house.database.read() as db:
        recording_id = db.scalar(select(row.id).where(stays).order_by(row.id).limit(1))
        part = select(Upload.id).where(Upload.session_id.in_(here), Upload.recording_id.is_(None))
        upload_id = db.scalar(part.order_by(Upload.id).limit(1)) if recording_id is None else None
    if recording_id is not None:
        sound_id = recording_id
        house.database.write(lambda db: _mark(db, sound_id, now))
        remove_bytes(house, sound_id)
    if upload_id is not None:
        begun_id = upload_id
        LocalStorage(house.storage).remove(part_name(begun_id))
        house.database.write(lambda db: give_up(db, begun_id))
    return recording_id is not None or upload_id is not None


def _mark(db: Session, recording_id: str, now: datetime) -> None:
    row = db.get(AudioRecording, recording_id, with_for_update=True, populate_existing=True)
    if row is None or row.deleted_at is not None:
        return
    close_row(row, now, ENDED)
    programme_id = programme_of_session(db, row.session_id)
    write_down(db, "sound_ended", now=now, programme_id=programme_id, session_id=row.session_id, thing=row.id)


def _left(house: House, event_id: str) -> int:
    """Looks at the disk itself, not at what the rows say of it."""
    storage = LocalStorage(house.storage)
    with house.database.read() as db:
        ids = db.scalars(select(AudioRecording.id).where(AudioRecording.session_id.in_(_sessions(event_id)))).all()
        count = _count(db, event_id)
    for one in ids:
        names = (file_name(one), copy_name(one), peaks_name(one))
        count += sum(storage.size_bytes(name) is not None for name in names)
        count += sum((storage.folder / folder / one).exists() for folder in ("pieces", "work"))
    return count


register_stock(Stock(name="sounds", kind=SOUND, one="audio recording", many="audio recordings", count=_count))
register_sound_end(SoundEnd(end=_end, left=_left))
