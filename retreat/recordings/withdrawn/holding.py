"""Whether a sound waits because somebody in it has withdrawn, and whose voice is surely out of it. Reads only."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from retreat.recordings.withdrawn.models import WithdrawnSound


def waits() -> ColumnElement[bool]:
    """Rows whose sound nobody hears yet: not silenced, or silenced by a machine's labels and not listened to."""
    heard = or_(WithdrawnSound.is_sure, WithdrawnSound.listened_at.is_not(None))
    return and_(~WithdrawnSound.is_deleted, or_(WithdrawnSound.masked_at.is_(None), ~heard))


def waiting_sounds() -> Select[str]:
    """Their sounds: a part of other queries."""
    return select(WithdrawnSound.recording_id).where(waits())


def is_waiting(db: Session, recording_id: str) -> bool:
    """Whether nobody may hear a sound until it is silenced, and somebody has listened."""
    return db.scalar(waiting_sounds().where(WithdrawnSound.recording_id == recording_id).limit(1)) is not None


def out_of(db: Session, recording_id: str) -> frozenset[str]:
    """People whose voice was taken out of a sound."""
    done = select(WithdrawnSound.participant_id).where(WithdrawnSound.recording_id == recording_id, ~waits())
    return frozenset(db.scalars(done))
