"""The queue of audio recordings: what comes next, and what people may do about it. None commits.

Waiting means sealed or being processed; the order is that of ``place``, then of arrival. A hold is noticed by the
worker at its next checkpoint, so whatever was transcribed up to then is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session

from retreat.database import after_commit
from retreat.errors import Conflict, NotFound
from retreat.recordings.models import CANCELLED, PAUSED, PROCESSING, SEALED, SET_ASIDE, AudioRecording
from retreat.recordings.withdrawn.holding import waiting_sounds

Wake = Callable[[str], None]
Way = Literal["first", "up", "down"]
STOPPED = "Somebody stopped this. The sound is kept, and it can be transcribed at any time."
_MOVED_ON = "The queue has changed in the meantime. It is shown as it is now; please choose again."


def in_queue() -> ColumnElement[bool]:
    """Audio recordings that wait or are being processed, paused or not; not those that nobody may work on."""
    return AudioRecording.state.in_((SEALED, PROCESSING)) & is_free_of_refusals()


def is_free_of_refusals() -> ColumnElement[bool]:
    """Whether everybody who may be heard on it has agreed, so that it may be worked on."""
    is_kept = AudioRecording.held_since.is_(None) & AudioRecording.deleted_at.is_(None)
    return is_kept & AudioRecording.id.not_in(waiting_sounds())


def queued() -> Select[AudioRecording]:
    """Everything in the queue, in order."""
    return select(AudioRecording).where(in_queue()).order_by(*order())


def order() -> tuple[Any, ...]:
    """What the queue is sorted by: those that people placed, then the others in order of arrival."""
    row = AudioRecording
    return row.place.is_(None), row.place, row.created_at, row.id


def move(db: Session, recording_id: str, way: Way, *, seen: str | None, now: datetime) -> None:
    """Change its place among those that wait.

    Args:
        seen: The neighbour that the person saw: the first one, the one above or the one below.
    Raises:
        Conflict: The queue has changed; nothing was done.
    """
    waiting = _waiting(db, AudioRecording.lease_until <= now)
    if recording_id not in waiting:
        raise Conflict("This audio recording is no longer waiting.")
    at = waiting.index(recording_id)
    goal = {"first": 0, "up": at - 1, "down": at + 1}[way]
    if not 0 <= goal < len(waiting) or goal == at or waiting[goal] != seen:
        raise Conflict(_MOVED_ON)
    waiting.insert(goal, waiting.pop(at))
    _place(db, waiting)


def place_last(db: Session, recording_id: str) -> None:
    """Move it to the end."""
    others = [one for one in _waiting(db, AudioRecording.state == SEALED) if one != recording_id]
    _place(db, [*others, recording_id])


def _waiting(db: Session, also: ColumnElement[bool]) -> list[str]:
    """Ids of those that nobody is processing, in order, locked against other moves."""
    unheld = or_(AudioRecording.lease_until.is_(None), also)
    rows: Sequence[AudioRecording] = db.scalars(
        queued().where(unheld).with_for_update().execution_options(populate_existing=True)
    ).all()
    return [row.id for row in rows]


def _place(db: Session, ids: Sequence[str]) -> None:
    for place, one in enumerate(ids, start=1):
        db.execute(update(AudioRecording).where(AudioRecording.id == one).values(place=place))


def pause(db: Session, recording_id: str) -> None:
    """Pause it until somebody resumes it; it keeps its place and its progress. Harmless if repeated."""
    row = _locked_in_queue(db, recording_id)
    if row.hold != CANCELLED:
        row.hold = PAUSED


def go_on(db: Session, recording_id: str, *, wake: Wake) -> None:
    """End a pause. Harmless if repeated."""
    row = _locked_in_queue(db, recording_id)
    if row.hold == PAUSED:
        row.hold = None
        after_commit(db, lambda: wake(recording_id))


def cancel(db: Session, recording_id: str, *, now: datetime) -> None:
    """Stop transcribing it. The sound is kept; if asked for again, it starts from the beginning."""
    row = _locked_in_queue(db, recording_id)
    row.hold = CANCELLED
    if row.lease_owner is None or row.lease_until is None or row.lease_until <= now:
        db.flush()
        _settle(db, AudioRecording.id == recording_id)


def settle_held(db: Session, *, now: datetime) -> None:
    """Settle one that was paused or stopped while a worker, now gone, was processing it."""
    unheld = or_(AudioRecording.lease_until.is_(None), AudioRecording.lease_until <= now)
    paused = in_queue() & (AudioRecording.hold == PAUSED) & (AudioRecording.state == PROCESSING)
    db.execute(update(AudioRecording).where(paused, unheld).values(state=SEALED, lease_owner=None, lease_until=None))
    _settle(db, in_queue() & (AudioRecording.hold == CANCELLED) & unheld)


def stopped() -> dict[str, Any]:
    """The columns of an audio recording that somebody stopped."""
    return {"state": SET_ASIDE, "reason": STOPPED, "partial": None, "place": None, "progress": 0.0, "stage_at": None}


def _settle(db: Session, which: ColumnElement[bool]) -> None:
    values = stopped() | {"lease_owner": None, "lease_until": None, "stage": None}
    db.execute(update(AudioRecording).where(which).values(**values))


def locked(db: Session, recording_id: str) -> AudioRecording:
    """An audio recording, locked for changes until the end of this transaction.

    Raises:
        NotFound: There is none by this id.
    """
    row = db.scalars(select(AudioRecording).where(AudioRecording.id == recording_id).with_for_update()).first()
    if row is None:
        raise NotFound()
    return row


def _locked_in_queue(db: Session, recording_id: str) -> AudioRecording:
    row = locked(db, recording_id)
    if row.state not in (SEALED, PROCESSING) or row.held_since is not None:
        raise Conflict("This audio recording is no longer in the queue.")
    return row
