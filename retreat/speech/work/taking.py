"""How a worker takes work from the queue, and gives back what it does not finish. None commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from retreat.jobs import leases
from retreat.jobs.registry import JobKind
from retreat.recordings.models import CANCELLED, PROCESSING, SEALED, SET_ASIDE, AudioRecording
from retreat.recordings.waiting import is_free_of_refusals
from retreat.speech.work.progress import Progress


def is_wanted(rows: type[Any]) -> ColumnElement[bool]:
    """Rows that wait, or were left unfinished, and are not on hold; no sound that nobody may work on."""
    wanted: ColumnElement[bool] = rows.state.in_((SEALED, PROCESSING)) & rows.hold.is_(None)
    return wanted & is_free_of_refusals() if rows is AudioRecording else wanted


def take(db: Session, kind: JobKind, row_id: str, *, owner: str, now: datetime) -> int | None:
    """Begin to work on a row. Returns the number of the attempt, or None if it is not free or not of this kind."""
    attempt = leases.claim(db, kind.rows, row_id, owner=owner, now=now, wanted=is_wanted(kind.rows))
    if attempt is not None:
        values = {"state": PROCESSING, "stage": "decode", "progress": 0.0, "stage_at": now, "stage_from": 0.0}
        leases.write_as(db, kind.rows, row_id, attempt=attempt, values=values)
    return attempt


def give_back(db: Session, now: Progress) -> None:
    """Release it for another worker to continue at once. Raises ``LateWriter``."""
    leases.let_go(db, now.kind.rows, now.row_id, attempt=now.attempt, state=SEALED)


def rest(db: Session, now: Progress) -> None:
    """Paused, it keeps its turn and its checkpoints; cancelled, it ends. Raises ``LateWriter``."""
    if now.hold != CANCELLED:
        leases.let_go(db, now.kind.rows, now.row_id, attempt=now.attempt, state=SEALED, stage=now.stage)
        return
    leases.let_go(db, now.kind.rows, now.row_id, attempt=now.attempt, **now.kind.stopped())


def wait(db: Session, now: Progress, *, until: datetime, reason: str) -> None:
    """Not the sound's fault: nothing counts as failed, and it is retried automatically. Raises ``LateWriter``."""
    leases.let_go(db, now.kind.rows, now.row_id, attempt=now.attempt, state=SEALED, reason=reason, retry_after=until)


def fail(db: Session, now: Progress, *, at: datetime, reason: str, permanent: bool) -> None:
    """It failed: it waits for its next try, or is set aside. Raises ``LateWriter``."""
    final = leases.fail(db, now.kind.rows, now.row_id, attempt=now.attempt, now=at, reason=reason, permanent=permanent)
    ended = {"state": SET_ASIDE if final else SEALED} | dict(now.kind.on_failure)
    db.execute(update(now.kind.rows).where(now.kind.rows.id == now.row_id).values(**ended))
