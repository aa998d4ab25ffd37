"""Turns that are still the machine's: no person changed, checked or hid them. None commits."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.transcripts.editing.held import HeldTurn, hold_turn, transcript_of_session
from retreat.transcripts.editing.operations import Who
from retreat.transcripts.editing.revisions import HEARD, HEARD_AGAIN, SPOKEN_BY
from retreat.transcripts.models import MACHINE, RecordedTurn, SpeechRerun, TurnRevision
from retreat.transcripts.spoken import is_hidden_turn

# After these a turn's words are still the machine's.
_BY_MACHINE = (HEARD, HEARD_AGAIN, SPOKEN_BY)


def touched_turns(db: Session, transcript_id: str) -> set[int]:
    """Turns whose words a person wrote, checked or approved: they stay as they are."""
    reviewed = select(RecordedTurn.n).where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.review != MACHINE)
    changed = select(TurnRevision.turn).where(
        TurnRevision.transcript_id == transcript_id, TurnRevision.kind.not_in(_BY_MACHINE)
    )
    hidden = select(RecordedTurn.n).where(
        RecordedTurn.transcript_id == transcript_id, is_hidden_turn(db, transcript_id)
    )
    return {n for asked in (reviewed, changed, hidden) for n in db.scalars(asked)}


def hold_machine_turn(db: Session, job: SpeechRerun, n: int, who: Who) -> HeldTurn | None:
    """A turn of a job's transcript, held to be changed; None where it is a person's by now or may not be read."""
    transcript = transcript_of_session(db, job.session_id, job.transcript_id, to_change=True)
    if n in touched_turns(db, transcript.id):
        return None
    try:
        return hold_turn(db, who.reader, transcript, n)
    except NotFound:
        return None
