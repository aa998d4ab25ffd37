"""When the words of passages came into the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.search.models import Passage
from retreat.transcripts.versions.models import TranscriptVersion

_IN_ONE_QUERY = 500


def came_since(db: Session, numbers: Sequence[int], moment: datetime) -> set[int]:
    """The passages whose words came into the record after a moment.

    Words that are heard again, corrected, or cut into other passages were there before.
    """
    first = (
        select(func.min(TranscriptVersion.created_at))
        .where(TranscriptVersion.recording_id == Passage.recording_id)
        .correlate(Passage)
        .scalar_subquery()
    )
    brought = (
        select(TranscriptVersion.created_at)
        .where(TranscriptVersion.id == Passage.transcript_id)
        .correlate(Passage)
        .scalar_subquery()
    )
    came = func.coalesce(first, brought, Passage.at)
    found: set[int] = set()
    for start in range(0, len(numbers), _IN_ONE_QUERY):
        some = numbers[start : start + _IN_ONE_QUERY]
        found |= set(db.scalars(select(Passage.number).where(Passage.number.in_(some), came > moment)))
    return found
