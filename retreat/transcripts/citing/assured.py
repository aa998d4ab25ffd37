"""How sure the words of spans are, and whether they may be quoted: for lists, where a citation would be too much."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.anchors.standing import cells_of
from retreat.transcripts.citing.attribution import NOBODY_KNOWN, cited_as
from retreat.transcripts.citing.unquoted import is_in, unquoted_cells
from retreat.transcripts.models import MACHINE, RecordedTurn
from retreat.transcripts.sight import sight_of
from retreat.transcripts.under import words_under
from retreat.transcripts.versions.models import TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Assured:
    """What may be said of some spoken words.

    Attributes:
        is_checked: Whether people have checked all of it, by ear where there is sound.
        may_be: Whether everybody who speaks agreed to be quoted; None if that is not known of somebody.
    """

    is_checked: bool
    may_be: bool | None


def assured_of(db: Session, reader: Reader, spans: Sequence[Span]) -> dict[Span, Assured]:
    """Of each of these spans that has words which may be read."""
    by_version: dict[str, list[Span]] = defaultdict(list)
    for span in dict.fromkeys(spans):
        by_version[span.transcript_id].append(span)
    cells = cells_of(db, list(dict.fromkeys(spans)))
    found: dict[Span, Assured] = {}
    for transcript_id, some in by_version.items():
        version = db.get_one(TranscriptVersion, transcript_id)
        placed = [span for span in some if span in cells]
        words = words_under(db, transcript_id, [cells[span] for span in placed], sight_of(db, reader, transcript_id))
        at, cited, removed = [word.cell for word in words], cited_as(db, version), unquoted_cells(db, transcript_id)
        reviews = dict(
            db.execute(
                select(RecordedTurn.n, RecordedTurn.review).where(
                    RecordedTurn.transcript_id == transcript_id,
                    RecordedTurn.n.in_({word.turn for word in words if word.turn is not None}),
                )
            )
            .tuples()
            .all()
        )
        for span in placed:
            mine = words[bisect_left(at, cells[span][0]) : bisect_right(at, cells[span][1])]
            if mine:
                turns = {word.turn for word in mine if word.turn is not None}
                found[span] = Assured(
                    is_checked=bool(turns) and all(reviews.get(turn, MACHINE) != MACHINE for turn in turns),
                    may_be=agreed(
                        [
                            False if is_in(word.cell, removed) else cited.get(word.label or "", NOBODY_KNOWN).may_be
                            for word in mine
                        ]
                    ),
                )
    return found


def agreed(answers: Sequence[bool | None]) -> bool | None:
    """What several voices say together: one no is a no, and one that is not known leaves it open."""
    return False if False in answers else None if None in answers else True
