"""Deletes sound that was held back for too long. Killed at any moment, it goes on from there.

The row says first that it is deleted, so that nobody hears it or releases it any more; then the bytes go.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.people.deeds import write_down
from retreat.programme.queries import programme_of_session
from retreat.recordings.listening import copy_name, peaks_name
from retreat.recordings.models import CANCELLED, READY, SET_ASIDE, AudioChunk, AudioRecording
from retreat.recordings.operations import DELETED
from retreat.recordings.pieces.joining import file_name, piece_name
from retreat.recordings.storage import LocalStorage


def mark_deleted(db: Session, recording_id: str, *, now: datetime) -> bool:
    """Say that a sound is deleted; whether it was still held back."""
    row = db.get(AudioRecording, recording_id, with_for_update=True, populate_existing=True)
    if row is None or row.held_since is None or row.deleted_at is not None:
        return False
    _mark(db, row, now)
    return True


def mark_withdrawn(db: Session, recording_id: str, *, now: datetime) -> None:
    """Say that a sound is deleted because somebody in it has withdrawn; harmless if repeated."""
    row = db.get(AudioRecording, recording_id, with_for_update=True, populate_existing=True)
    if row is not None and row.deleted_at is None:
        _mark(db, row, now)


def _mark(db: Session, row: AudioRecording, now: datetime) -> None:
    close_row(row, now, DELETED)
    _note(db, row, now)


def close_row(row: AudioRecording, now: datetime, reason: str) -> None:
    """Nobody hears it, works on it or sends more of it from now on."""
    row.deleted_at, row.state, row.hold, row.reason = now, SET_ASIDE, CANCELLED, reason
    row.partial, row.stage, row.lease_owner, row.lease_until, row.place = None, None, None, None, None


def drop_later_pieces(house: House, recording_id: str) -> None:
    """Of a sound that was transcribed before with everybody's agreement, only what has come since then goes."""
    storage, now = LocalStorage(house.storage), house.clock()

    def drop(db: Session) -> list[tuple[int, str]]:
        row = db.get(AudioRecording, recording_id, with_for_update=True, populate_existing=True)
        if row is None or row.held_since is None:
            return []
        later = (AudioChunk.recording_id == recording_id, AudioChunk.received_at >= row.held_since)
        gone = db.execute(select(AudioChunk.n, AudioChunk.sha256).where(*later)).tuples().all()
        db.execute(delete(AudioChunk).where(*later))
        row.held_since, row.state, row.reason, row.progress = None, READY, None, 1.0
        _note(db, row, now)
        return list(gone)

    for n, sha256 in house.database.write(drop):
        storage.remove(piece_name(recording_id, n, sha256))


def bytes_left(db: Session) -> Sequence[str]:
    """Deleted sounds whose bytes may still be here."""
    asked = select(AudioRecording.id).where(AudioRecording.deleted_at.is_not(None), AudioRecording.size_bytes > 0)
    return db.scalars(asked.order_by(AudioRecording.id)).all()


def remove_bytes(house: House, recording_id: str) -> None:
    """Remove everything that holds a deleted sound, or was made from it. Harmless if repeated."""
    storage = LocalStorage(house.storage)
    for name in (file_name(recording_id), copy_name(recording_id), peaks_name(recording_id)):
        storage.remove(name)
    for folder in ("pieces", "work"):
        shutil.rmtree(storage.folder / folder / recording_id, ignore_errors=True)
    house.database.write(partial(_forget_pieces, recording_id=recording_id))


def _forget_pieces(db: Session, recording_id: str) -> None:
    db.execute(delete(AudioChunk).where(AudioChunk.recording_id == recording_id))
    db.execute(update(AudioRecording).where(AudioRecording.id == recording_id).values(size_bytes=0))


def _note(db: Session, row: AudioRecording, now: datetime) -> None:
    programme_id = programme_of_session(db, row.session_id)
    write_down(db, "held_sound_deleted", now=now, programme_id=programme_id, session_id=row.session_id, thing=row.id)
