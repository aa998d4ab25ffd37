"""When sound that is held back is deleted, unless everybody agrees before. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.programme.models import DialogueSession, Event
from retreat.recordings.models import AudioRecording


def deadline(*, ends_at: datetime, held_since: datetime, days: int) -> datetime:
    """So many days after the session has ended, or after it was held back, if that was later. Pure."""
    return max(ends_at, held_since) + timedelta(days=days)


def deadlines(db: Session, recordings: Mapping[str, datetime], *, days: int) -> dict[str, datetime]:
    """When each of these sounds is deleted, by id.

    Args:
        recordings: Ids, with the moment since which each is held back.
    """
    rows = db.execute(
        select(AudioRecording.id, DialogueSession.ended_at, Event.closes_at)
        .join(DialogueSession, DialogueSession.id == AudioRecording.session_id)
        .join(Event, Event.id == DialogueSession.event_id)
        .where(AudioRecording.id.in_(list(recordings)))
    )
    # A session that is still open ends with its event at the latest.
    return {
        row.id: deadline(ends_at=row.ended_at or row.closes_at, held_since=recordings[row.id], days=days)
        for row in rows
    }


def due(db: Session, *, now: datetime, days: int) -> Sequence[str]:
    """Sounds that are still held back although their time has come."""
    held = dict(
        db.execute(
            select(AudioRecording.id, AudioRecording.held_since)
            .where(AudioRecording.held_since.is_not(None), AudioRecording.deleted_at.is_(None))
            .order_by(AudioRecording.id)
        )
        .tuples()
        .all()
    )
    since = {one: at for one, at in held.items() if at is not None}
    return [one for one, at in deadlines(db, since, days=days).items() if at <= now] if since else []
