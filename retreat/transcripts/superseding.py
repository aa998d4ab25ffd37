"""Which transcript of a sound is current: the machine's newest, unless people brought one. None commits."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.transcripts.listeners import listeners
from retreat.transcripts.versions.models import CURRENT, SUPERSEDED, TranscriptVersion

# Among a transcript's options: the kind of file that people brought; a machine's transcript has none.
CAME_AS = "came_as"


def brought(db: Session, recording_id: str) -> str | None:
    """The transcript of this sound that people brought; the machine's are kept, but never replace it."""
    rows = db.scalars(
        select(TranscriptVersion).where(
            TranscriptVersion.recording_id == recording_id, TranscriptVersion.state == CURRENT
        )
    )
    return next((row.id for row in rows if CAME_AS in row.options), None)


def supersede(db: Session, recording_id: str, *, but: str) -> None:
    """Supersede earlier transcripts of this audio recording: they are kept, but no longer read or found."""
    earlier = db.scalars(
        select(TranscriptVersion.id).where(
            TranscriptVersion.recording_id == recording_id,
            TranscriptVersion.id != but,
            TranscriptVersion.state != SUPERSEDED,
        )
    ).all()
    if not earlier:
        return
    db.execute(update(TranscriptVersion).where(TranscriptVersion.id.in_(earlier)).values(state=SUPERSEDED))
    for listener in listeners():
        listener.superseded(db, earlier)
