"""Transcribing again: requesting, stopping and undoing it.

A durable job: requested in a row, done under a lease. Must never know a model or a sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from retreat.database import after_commit
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import Ids
from retreat.recordings.models import CANCELLED, PROCESSING, READY, SEALED, SET_ASIDE
from retreat.recordings.waiting import Wake
from retreat.transcripts.editing.held import transcript_of_session
from retreat.transcripts.phrases import sound_time
from retreat.transcripts.superseding import CAME_AS
from retreat.transcripts.versions.models import SpeechRerun

WORDS, SPEAKERS, OPINION = "words", "speakers", "opinion"
CHECKS, PASSAGES, GROUPINGS = "checks", "passages", "groupings"
# Kinds that can be undone; the others change nothing that people wrote.
TAKEN_BACK = (WORDS, SPEAKERS)
# Kinds that make no sense for people's words, because they are about the machine's doubts.
_OF_MACHINE_WORDS = {
    WORDS: "These words came from a file, not from this machine, so they cannot be transcribed again.",
    OPINION: "These words came from a file, so there are no doubtful turns for another model to check.",
    CHECKS: "These words came from a file, so the machine has nothing of its own to check.",
}
STOPPED = "Somebody stopped this. You can undo what was changed up to then."
_BUSY = "This transcript is already being processed again. Please wait until that has finished, or stop it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to have done again.

    Attributes:
        start_ms: Where the span begins; None for all of it, like the end.
        options: What to change: ``model``, ``language``, ``glossary``, ``speakers``.
    """

    session_id: str
    transcript_id: str
    kind: str
    start_ms: int | None
    end_ms: int | None
    options: dict[str, Any]
    by: str


def ask(db: Session, asked: Asked, *, now: datetime, ids: Ids, wake: Wake) -> str:
    """Request that something be done again. Returns the job's id.

    Raises:
        NotFound: No such transcript, or one without sound.
        Conflict: Another such job has not finished.
        InvalidInput: The span is empty, or begins after the sound ends.
    """
    transcript = transcript_of_session(db, asked.session_id, asked.transcript_id, to_change=True)
    if transcript.recording_id is None:
        raise NotFound("This transcript came without its sound, so nothing can be transcribed again.")
    if asked.kind in _OF_MACHINE_WORDS and transcript.options.get(CAME_AS):
        raise Conflict(_OF_MACHINE_WORDS[asked.kind])
    if asked.start_ms is not None and (asked.end_ms is None or asked.end_ms <= asked.start_ms):
        raise InvalidInput("The end must be after the start.", fields={"end": "must be after the beginning"})
    if asked.start_ms is not None and transcript.duration_s and asked.start_ms >= transcript.duration_s * 1000:
        ends = sound_time(int(transcript.duration_s * 1000))
        raise InvalidInput(f"This sound ends at {ends}, before that.", fields={"start": "is after the sound"})
    if db.scalars(_unended(asked.transcript_id)).first() is not None:
        raise Conflict(_BUSY)
    row = SpeechRerun(
        id=ids(),
        session_id=asked.session_id,
        recording_id=transcript.recording_id,
        transcript_id=asked.transcript_id,
        kind=asked.kind,
        start_ms=asked.start_ms,
        end_ms=asked.end_ms,
        options=asked.options,
        outcome={},
        asked_by=asked.by,
        asked_at=now,
    )
    db.add(row)
    db.flush()
    after_commit(db, lambda: wake(row.id))
    return row.id


def take_back(db: Session, session_id: str, rerun_id: str, *, now: datetime, wake: Wake) -> None:
    """Request that a job be undone in turns that nobody has changed since."""
    row = rerun_of(db, session_id, rerun_id)
    if not can_go_back(row):
        raise Conflict("This cannot be undone now.")
    if db.scalars(_unended(row.transcript_id)).first() is not None:
        raise Conflict(_BUSY)
    row.state, row.hold, row.reason, row.failures, row.abandoned = SEALED, None, None, 0, 0
    row.retry_after, row.ended_at, row.undone_at = None, None, now
    after_commit(db, lambda: wake(rerun_id))


def can_go_back(row: SpeechRerun) -> bool:
    """Whether a job changed something that can be undone; even one that failed half-way may have."""
    if row.state == READY and not row.outcome.get("changed"):
        return False
    return row.kind in TAKEN_BACK and row.state in (READY, SET_ASIDE) and row.undone_at is None


def cancel(db: Session, session_id: str, rerun_id: str, *, now: datetime) -> None:
    """Stop a job; what it has changed stays until it is undone."""
    row = rerun_of(db, session_id, rerun_id)
    if row.state not in (SEALED, PROCESSING):
        raise Conflict("This has already ended.")
    row.hold = CANCELLED
    db.flush()
    settle_held(db, now=now)


def rerun_of(db: Session, session_id: str, rerun_id: str) -> SpeechRerun:
    """One job, locked. Raises ``NotFound``."""
    found = db.scalars(
        select(SpeechRerun)
        .where(SpeechRerun.id == rerun_id, SpeechRerun.session_id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound()
    return found


def _unended(transcript_id: str) -> Any:
    return select(SpeechRerun.id).where(
        SpeechRerun.transcript_id == transcript_id, SpeechRerun.state.in_((SEALED, PROCESSING))
    )


def stopped() -> dict[str, Any]:
    """The columns of a job that somebody stopped."""
    return {"state": SET_ASIDE, "reason": STOPPED, "progress": 0.0, "stage_at": None}


def settle_held(db: Session, *, now: datetime) -> None:
    """End a stopped job that nobody is working on."""
    unheld = or_(SpeechRerun.lease_until.is_(None), SpeechRerun.lease_until <= now)
    db.execute(
        update(SpeechRerun)
        .where(SpeechRerun.state.in_((SEALED, PROCESSING)), SpeechRerun.hold == CANCELLED, unheld)
        .values(**stopped(), lease_owner=None, lease_until=None, stage=None)
    )
