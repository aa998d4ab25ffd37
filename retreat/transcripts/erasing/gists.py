"""Gists taken out with the words that they were made of, or at which they stand. None commits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Theirs
from retreat.transcripts.anchors.anchors import Anchored, made_of, moved_to, places_of
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.anchors.standing import cells_of, in_parts
from retreat.transcripts.erasing.theirs import SpokenBy
from retreat.transcripts.levels.models import Gist
from retreat.transcripts.models import TranscriptVersion


def erase_gists(db: Session, theirs: Theirs) -> bool:
    """In all their versions: a gist quotes without numbers, and too much is better than a rest."""
    spoken = {one: sorted(said.cells) for one, said in theirs.of(SpokenBy).by_transcript.items()}
    sessions = select(TranscriptVersion.session_id).where(TranscriptVersion.id.in_(sorted(spoken)))
    asked = select(Anchor).where(Anchor.session_id.in_(sessions), Anchor.id.in_(select(Gist.anchor_id)))
    stand = places_of(db, db.scalars(asked).all(), with_taken_out=True) if spoken else []
    spans = {one.anchor.id: _spans(one) for one in stand}
    cells = cells_of(db, [span for some in spans.values() for span in some])
    gone = [
        anchor_id
        for anchor_id, some in spans.items()
        if any(span.transcript_id in spoken and _holds(spoken[span.transcript_id], cells.get(span)) for span in some)
    ]
    for some_gone in in_parts(gone):
        db.execute(delete(Gist).where(Gist.anchor_id.in_(some_gone)))
    return bool(gone)


def _spans(one: Anchored) -> list[Span]:
    """All words that it was ever of."""
    moved = moved_to(one.anchor)
    stands = one.stands if isinstance(one.stands, Span) else None
    return [span for span in (made_of(one.anchor), moved, stands) if span is not None]


def _holds(erased: Sequence[int], cells: tuple[int, int] | None) -> bool:
    """Whether any of these heard words is among a span's; of one whose words are not known, any may be."""
    return cells is None or bisect_left(erased, cells[0]) < bisect_right(erased, cells[1])
