"""The worker's part in holding sound back: nothing of it is worked on, and after its date it is deleted."""

from __future__ import annotations

import shutil
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.jobs.registry import offer_small_work
from retreat.recordings.held.deadline import due
from retreat.recordings.held.deleting import bytes_left, drop_later_pieces, mark_deleted, remove_bytes
from retreat.recordings.models import AudioRecording
from retreat.transcripts.erasing.unfinished import forget_unfinished, unfinished_of_held, was_heard


def tend_held(house: House, _speech: Any, _worker_id: str) -> bool:
    """Clear what was begun of a sound before it was held back, or delete one; whether there was any."""
    now, days = house.clock(), house.settings.held_days
    with house.database.read() as db:
        begun = [path for one in _held(db) if (path := house.storage / "work" / one).exists()]
        unfinished = unfinished_of_held(db)
        over = [(one, was_heard(db, one)) for one in due(db, now=now, days=days)]
    for path in begun:
        shutil.rmtree(path, ignore_errors=True)
    for transcript_id in unfinished:
        house.database.write(partial(forget_unfinished, transcript_id=transcript_id, now=now))
    for recording_id, is_heard in over:
        if is_heard:
            drop_later_pieces(house, recording_id)
        else:
            house.database.write(partial(mark_deleted, recording_id=recording_id, now=now))
    with house.database.read() as db:
        left = bytes_left(db)
    for recording_id in left:
        remove_bytes(house, recording_id)
    return bool(unfinished or over or left)


def _held(db: Session) -> list[str]:
    return list(db.scalars(select(AudioRecording.id).where(AudioRecording.held_since.is_not(None))))


offer_small_work(tend_held)
