"""Which models wrote a transcript: the first, and those that transcribed it or a part of it again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.recordings.models import READY
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion

_WORDS = "words"


def heard_by(db: Session, transcript: TranscriptVersion) -> str:
    """Their names in order, as pages and covers tell them: “tiny.en, then base”. What was taken back does not count."""
    again = db.scalars(
        select(SpeechRerun)
        .where(
            SpeechRerun.transcript_id == transcript.id,
            SpeechRerun.kind == _WORDS,
            SpeechRerun.state == READY,
            SpeechRerun.undone_at.is_(None),
        )
        .order_by(SpeechRerun.asked_at, SpeechRerun.id)
    )
    models = [transcript.model, *(str(row.options.get("model") or transcript.model) for row in again)]
    return ", then ".join(dict.fromkeys(models))
