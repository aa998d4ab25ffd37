"""Removes what is attached to words, together with the words it was made from or is attached to. None commits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Theirs
from retreat.transcripts.anchors.anchors import Anchored, made_of, moved_to, places_of
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.anchors.standing import cells_of, in_parts
from retreat.transcripts.erasing.theirs import SpokenBy
from retreat.transcripts.levels.models import Gist
from retreat.transcripts.models import TurnOpinion
from retreat.transcripts.versions.models import TranscriptVersion


def erase_gists(db: Session, theirs: Theirs) -> bool:
    """In all versions: a gist quotes without word numbers, and removing too much is better than leaving something."""
    gone = anchors_held(db, theirs, select(Gist.anchor_id))
    for some in in_parts(gone):
        db.execute(delete(Gist).where(Gist.anchor_id.in_(some)))
    return bool(gone)


def erase_opinions(db: Session, theirs: Theirs) -> bool:
    """A second opinion covers a whole turn: it goes as a whole if the turn ever had words of theirs."""
    spoken, changed = theirs.of(SpokenBy).by_transcript, False
    for transcript_id, said in spoken.items():
        turns = db.scalars(select(TurnOpinion.turn).where(TurnOpinion.transcript_id == transcript_id))
        for some in in_parts(sorted(set(turns) - said.others)):
            db.execute(
                delete(TurnOpinion).where(TurnOpinion.transcript_id == transcript_id, TurnOpinion.turn.in_(some))
            )
            changed = True
    for some_anchors in in_parts(anchors_held(db, theirs, select(TurnOpinion.anchor_id))):
        db.execute(delete(TurnOpinion).where(TurnOpinion.anchor_id.in_(some_anchors)))
        changed = True
    return changed


def anchors_held(db: Session, theirs: Theirs, of: Select[Any]) -> list[str]:
    """The anchors that hold any of their words, in any version."""
    spoken = {one: sorted(said.cells) for one, said in theirs.of(SpokenBy).by_transcript.items()}
    if not spoken:
        return []
    sessions = select(TranscriptVersion.session_id).where(TranscriptVersion.id.in_(sorted(spoken)))
    rows = db.scalars(select(Anchor).where(Anchor.session_id.in_(sessions), Anchor.id.in_(of))).all()
    spans = {one.anchor.id: _spans(one) for one in places_of(db, rows, with_taken_out=True)}
    cells = cells_of(db, [span for some in spans.values() for span in some])
    return [
        anchor_id
        for anchor_id, some in spans.items()
        if any(span.transcript_id in spoken and _holds(spoken[span.transcript_id], cells.get(span)) for span in some)
    ]


def _spans(one: Anchored) -> list[Span]:
    """All words that it was ever of."""
    moved = moved_to(one.anchor)
    stands = one.stands if isinstance(one.stands, Span) else None
    return [span for span in (made_of(one.anchor), moved, stands) if span is not None]


def _holds(erased: Sequence[int], cells: tuple[int, int] | None) -> bool:
    """Whether any of these heard words is in a span; assumed for a span whose words are unknown."""
    return cells is None or bisect_left(erased, cells[0]) < bisect_right(erased, cells[1])
