"""Where a link to a record leads: which passage, which transcript, which of its pages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts import reading
from retreat.transcripts.listeners import Stretch, stretches
from retreat.transcripts.versions.models import TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What to say where another transcript is shown than the one that was asked for."""

    code: str
    tell: str


_IN_ITS_PLACE = Instead(
    code="in_its_place", tell="Another transcript of this sound is read now in place of that one; it is shown here."
)
_ANOTHER = Instead(code="not_here", tell="The transcript of this link is not here any more; another one is shown.")


def aimed_passage(db: Session, reader: Reader, session_id: str, passage_id: str | None) -> Stretch | None:
    """The passage that a link names, if its words may be read."""
    if not passage_id:
        return None
    return stretches().named(db, reader, session_id, passage_id)


def chosen_version(db: Session, versions: list[TranscriptVersion], wanted: str | None) -> TranscriptVersion | None:
    """What was asked for; where it was replaced, what took its place; else the first."""
    asked = db.get(TranscriptVersion, wanted) if wanted else None
    sound = asked.recording_id if asked else None
    follows = [row for row in versions if sound is not None and row.recording_id == sound]
    return next((row for row in versions if row.id == wanted), next(iter(follows or versions), None))


def transcript_of_sound(versions: list[TranscriptVersion], recording_id: str | None) -> str | None:
    """The transcript of a sound that a link names by the sound."""
    return next((row.id for row in versions if recording_id and row.recording_id == recording_id), None)


def shown_instead(db: Session, session_id: str, wanted: str | None, chosen: TranscriptVersion | None) -> Instead | None:
    """What to say where another transcript is shown than the one that a link asked for."""
    if not wanted or chosen is None or chosen.id == wanted:
        return None
    asked = db.get(TranscriptVersion, wanted)
    if asked is not None and asked.session_id == session_id and asked.recording_id == chosen.recording_id is not None:
        return _IN_ITS_PLACE
    return _ANOTHER


def page_asked_for(db: Session, chosen: TranscriptVersion | None, aimed: Stretch | None, turn: int | None) -> int:
    """The page on which stands what was asked for; else the first."""
    if aimed is not None:
        return reading.page_of_passage(db, aimed)
    return 1 if chosen is None or turn is None else reading.page_of_turn(db, chosen.id, turn)
