"""What a worker takes from the queue, and how it gives back what it does not finish. None commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from retreat.jobs import leases
from retreat.record.again import operations as rerun
from retreat.record.models import SpeechRerun
from retreat.record.work.progress import Kind, Progress
from retreat.recordings import waiting
from retreat.recordings.models import CANCELLED, PROCESSING, SEALED, SET_ASIDE, AudioRecording


def first_things_first(db: Session, now: datetime) -> list[str]:
    """Ids of all that is free: what somebody asked to be done again, then the queue in its order."""
    again = select(SpeechRerun.id).where(leases.free(SpeechRerun, now), _wanted(SpeechRerun))
    queue = select(AudioRecording.id).where(leases.free(AudioRecording, now), _wanted(AudioRecording))
    return [
        *db.scalars(again.order_by(SpeechRerun.asked_at, SpeechRerun.id)),
        *db.scalars(queue.order_by(*waiting.order())),
    ]


def take(db: Session, kind: Kind, row_id: str, *, owner: str, now: datetime) -> int | None:
    """Begin to work on a row; the number of the attempt, or None where it is not free or not of this kind."""
    attempt = leases.claim(db, kind, row_id, owner=owner, now=now, wanted=_wanted(kind))
    if attempt is not None:
        values = {"state": PROCESSING, "stage": "decode", "progress": 0.0, "stage_at": now, "stage_from": 0.0}
        leases.write_as(db, kind, row_id, attempt=attempt, values=values)
    return attempt


def give_back(db: Session, now: Progress) -> None:
    """For somebody else to go on with at once. Raises ``LateWriter``."""
    leases.let_go(db, now.kind, now.row_id, attempt=now.attempt, state=SEALED)


def rest(db: Session, now: Progress) -> None:
    """Paused, it keeps its turn and its checkpoints; cancelled, it ends. Raises ``LateWriter``."""
    if now.hold != CANCELLED:
        leases.let_go(db, now.kind, now.row_id, attempt=now.attempt, state=SEALED, stage=now.stage)
        return
    ends = waiting.stopped() if now.kind is AudioRecording else rerun.stopped()
    leases.let_go(db, now.kind, now.row_id, attempt=now.attempt, **ends)


def wait(db: Session, now: Progress, *, until: datetime, reason: str) -> None:
    """No fault of the sound: nothing counts as failed, and it goes on by itself. Raises ``LateWriter``."""
    leases.let_go(db, now.kind, now.row_id, attempt=now.attempt, state=SEALED, reason=reason, retry_after=until)


def fail(db: Session, now: Progress, *, at: datetime, reason: str, permanent: bool) -> None:
    """It did not end well: it waits for its next try, or is set aside. Raises ``LateWriter``."""
    final = leases.fail(db, now.kind, now.row_id, attempt=now.attempt, now=at, reason=reason, permanent=permanent)
    db.execute(update(now.kind).where(now.kind.id == now.row_id).values(state=SET_ASIDE if final else SEALED))
    if now.kind is AudioRecording:
        db.execute(update(AudioRecording).where(AudioRecording.id == now.row_id).values(partial=None))


def _wanted(kind: Kind) -> ColumnElement[bool]:
    return kind.state.in_((SEALED, PROCESSING)) & kind.hold.is_(None)
