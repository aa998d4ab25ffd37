"""Words of a sound that was held back while they were being written: nobody has read them, and nobody will."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from retreat.database.erasing import ask_to_purge
from retreat.recordings.models import AudioRecording
from retreat.transcripts.listeners import listeners
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.versions.models import CURRENT, WRITING, TranscriptVersion


def unfinished_of_held(db: Session) -> Sequence[str]:
    """Versions that were being written when their sound was held back."""
    return db.scalars(
        select(TranscriptVersion.id)
        .join(AudioRecording, AudioRecording.id == TranscriptVersion.recording_id)
        .where(TranscriptVersion.state == WRITING, AudioRecording.held_since.is_not(None))
    ).all()


def forget_unfinished(db: Session, transcript_id: str, *, now: datetime) -> None:
    """Delete what was written of it, and whatever was made from that."""
    for listener in listeners():
        listener.given_up(db, transcript_id)
    for kind in (RecordedWord, RecordedTurn):
        db.execute(delete(kind).where(kind.transcript_id == transcript_id))
    db.execute(delete(TranscriptVersion).where(TranscriptVersion.id == transcript_id))
    ask_to_purge(db, now=now, tables={"recorded_word", "recorded_turn", "passage"})


def was_heard(db: Session, recording_id: str) -> bool:
    """Whether a sound was transcribed once, when everybody had agreed."""
    asked = select(TranscriptVersion.id).where(
        TranscriptVersion.recording_id == recording_id, TranscriptVersion.state == CURRENT
    )
    return db.scalar(asked.limit(1)) is not None
