"""Passages that a machine put together because they are alike, as they may be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.models import CURRENT, GroupedPassage, Passage, PassageGrouping, TranscriptVersion
from retreat.transcripts.readable import readable
from retreat.transcripts.reading import first_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadGrouping:
    """A suggestion: words that tell it from others, and the beginnings of its passages by their ids."""

    words: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]


def has_groupings(db: Session, reader: Reader, session_id: str) -> bool:
    """Whether a session has a suggestion that may be read."""
    return db.execute(_of_session(reader, session_id).limit(1)).first() is not None


def groupings_of(db: Session, reader: Reader, session_id: str) -> Sequence[tuple[str, Sequence[ReadGrouping]]]:
    """The suggestions of a session by transcript id, in the order in which the transcripts began."""
    order = TranscriptVersion.started_at, TranscriptVersion.id, PassageGrouping.position, Passage.position
    found: dict[str, dict[str, ReadGrouping]] = {}
    for transcript_id, grouping_id, words, passage_id, text in db.execute(
        _of_session(reader, session_id).order_by(*order)
    ).all():
        of_transcript = found.setdefault(transcript_id, {})
        before = of_transcript.get(grouping_id)
        passages = (*(before.passages if before else ()), (passage_id, first_words(text)))
        of_transcript[grouping_id] = ReadGrouping(words=tuple(words), passages=passages)
    return [(transcript_id, tuple(groupings.values())) for transcript_id, groupings in found.items()]


def _of_session(reader: Reader, session_id: str) -> Select[str, str, list[str], str, str]:
    return (
        select(TranscriptVersion.id, PassageGrouping.id, PassageGrouping.words, Passage.id, Passage.text)
        .join(PassageGrouping, PassageGrouping.transcript_id == TranscriptVersion.id)
        .join(GroupedPassage, GroupedPassage.grouping_id == PassageGrouping.id)
        .join(Passage, Passage.id == GroupedPassage.passage_id)
        .where(TranscriptVersion.session_id == session_id, TranscriptVersion.state == CURRENT, readable(reader))
    )
