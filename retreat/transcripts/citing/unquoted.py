"""Spoken words that their speaker does not want to be quoted, wherever they are in the transcript of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.quoted.queries import unquoted_anchors
from retreat.transcripts.anchors.anchors import made_of, moved_to, places_of
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.anchors.standing import cells_of
from retreat.transcripts.versions.models import TranscriptVersion


def unquoted_cells(db: Session, transcript_id: str) -> list[tuple[int, int]]:
    """First and last cell, inclusive, of every stretch of a transcript that is not to be quoted."""
    session = select(TranscriptVersion.session_id).where(TranscriptVersion.id == transcript_id).scalar_subquery()
    asked = select(Anchor).where(Anchor.session_id == session, Anchor.id.in_(unquoted_anchors()))
    spans = [
        span
        for some in spans_of(db, db.scalars(asked).all()).values()
        for span in some
        if span.transcript_id == transcript_id
    ]
    return list(cells_of(db, spans).values())


def spans_of(db: Session, anchors: Sequence[Anchor]) -> Mapping[str, tuple[Span, ...]]:
    """Where the words of each anchor are, and were, by its id."""
    found: dict[str, tuple[Span, ...]] = {}
    for one in places_of(db, anchors, with_taken_out=True):
        stands = one.stands if isinstance(one.stands, Span) else None
        spans = (made_of(one.anchor), moved_to(one.anchor), stands)
        found[one.anchor.id] = tuple(dict.fromkeys(span for span in spans if span is not None))
    return found


def is_in(cell: int, stretches: Iterable[tuple[int, int]]) -> bool:
    """Whether a word's cell is in any of these stretches."""
    return any(first <= cell <= last for first, last in stretches)
