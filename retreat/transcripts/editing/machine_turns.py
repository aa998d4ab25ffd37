"""Turns that are still the machine's: no person changed, checked or hid them. None commits."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.transcripts.editing.held import HeldTurn, hold_turn, transcript_of_session
from retreat.transcripts.editing.operations import Who
from retreat.transcripts.editing.revisions import HEARD, HEARD_AGAIN, SPOKEN_BY
from retreat.transcripts.models import MACHINE, RecordedTurn, TurnRevision
from retreat.transcripts.spoken import is_hidden_turn
from retreat.transcripts.versions.models import SpeechRerun

# After these kinds of revision, a turn's words are still the machine's.
_BY_MACHINE = (HEARD, HEARD_AGAIN, SPOKEN_BY)


def touched_turns(db: Session, transcript_id: str) -> set[int]:
    """Turns whose words a person wrote, checked or approved, and which therefore stay."""
    reviewed = select(RecordedTurn.n).where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.review != MACHINE)
    changed = select(TurnRevision.turn).where(
        TurnRevision.transcript_id == transcript_id, TurnRevision.kind.not_in(_BY_MACHINE)
    )
    hidden = select(RecordedTurn.n).where(
        RecordedTurn.transcript_id == transcript_id, is_hidden_turn(db, transcript_id)
    )
    return {n for asked in (reviewed, changed, hidden) for n in db.scalars(asked)}


def turns_within(db: Session, transcript_id: str, span: tuple[int, int] | None) -> set[int]:
    """The turns that overlap a span of milliseconds; None for all."""
    inside = select(RecordedTurn.n).where(RecordedTurn.transcript_id == transcript_id)
    if span is not None:
        inside = inside.where(RecordedTurn.start_ms < span[1], RecordedTurn.end_ms > span[0])
    return set(db.scalars(inside))


def turns_given(db: Session, transcript_id: str) -> int:
    """How many turns a person gave to their voice."""
    given = select(func.count()).where(
        RecordedTurn.transcript_id == transcript_id, RecordedTurn.assigned_by.is_not(None)
    )
    return db.scalar(given) or 0


def span_of_turn(db: Session, transcript_id: str, n: int) -> tuple[int, int] | None:
    """When a turn begins and ends, in milliseconds; None if there is no such turn, or no time is known."""
    turn = db.get(RecordedTurn, (transcript_id, n))
    if turn is None or turn.start_ms is None or turn.end_ms is None:
        return None
    return turn.start_ms, turn.end_ms


def hold_machine_turn(db: Session, job: SpeechRerun, n: int, who: Who) -> HeldTurn | None:
    """A turn of a job's transcript, locked for changes; None if it is now a person's, or may not be read."""
    transcript = transcript_of_session(db, job.session_id, job.transcript_id, to_change=True)
    if n in touched_turns(db, transcript.id):
        return None
    try:
        return hold_turn(db, who.reader, transcript, n)
    except NotFound:
        return None
