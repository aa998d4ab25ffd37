"""What previews count of what people said."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Whose
from retreat.consent.retention.periods import TEXT
from retreat.consent.retention.ports import Stock, register_stock
from retreat.consent.withdrawal.ports import Touch, register_touch
from retreat.consent.withdrawal.scopes import ALL, SOUND, TURNS
from retreat.programme.models import DialogueSession
from retreat.transcripts.models import RecordedWord
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.withdrawn.masking import count_turns
from retreat.transcripts.withdrawn.speaking import sounds_with


def _sounds(db: Session, whose: Whose) -> int:
    return len(sounds_with(db, whose))


_SPOKEN = frozenset((TURNS, SOUND, ALL))
register_touch(Touch(name="turns", one="turn spoken", many="turns spoken", scopes=_SPOKEN, count=count_turns))
register_touch(
    Touch(
        name="sounds",
        one="audio recording of a table",
        many="audio recordings of tables",
        scopes=_SPOKEN,
        count=_sounds,
    )
)


def _transcripts(db: Session, event_id: str) -> int:
    """How many versions of transcripts still have words."""
    sessions = select(DialogueSession.id).where(DialogueSession.event_id == event_id)
    word = select(RecordedWord.n).where(RecordedWord.transcript_id == TranscriptVersion.id, RecordedWord.text != "")
    asked = select(func.count()).select_from(TranscriptVersion)
    return db.scalar(asked.where(TranscriptVersion.session_id.in_(sessions), word.exists())) or 0


register_stock(
    Stock(
        name="transcripts",
        kind=TEXT,
        one="version of a transcript",
        many="versions of transcripts",
        count=_transcripts,
    )
)
