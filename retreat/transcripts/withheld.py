"""Voices matched to somebody who said no to sound or its text: their words are out of what others read, at once.

The gate hides passages of one person alone; where several speak in one passage, the others' words stay and theirs go.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select

from retreat.consent.purposes import NO, SOUND_PURPOSES
from retreat.consent.queries import who_answered
from retreat.transcripts.models import RecordedSpeaker


def is_refused() -> ColumnElement[bool]:
    """Whether a voice is matched to somebody whose present answer is no; null where it is matched to nobody."""
    return or_(*(RecordedSpeaker.participant_id.in_(who_answered(purpose, NO)) for purpose in SOUND_PURPOSES))


def withheld_labels(transcript_id: str) -> Select[str]:
    """Labels of voices whose person's present answer is no: a part of other queries."""
    return select(RecordedSpeaker.label).where(RecordedSpeaker.transcript_id == transcript_id, is_refused())
