"""Second opinions as they are shown: on a transcript and, at the current place of their words, on earlier ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.anchors.anchors import anchors_of_talk, places_of
from retreat.transcripts.anchors.hanging import Hanging, hangs
from retreat.transcripts.anchors.standing import in_parts
from retreat.transcripts.basis import basis_of
from retreat.transcripts.models import MACHINE, RecordedTurn, TurnOpinion
from retreat.transcripts.opinions.differing import is_alike
from retreat.transcripts.opinions.operations import Opinion, opinions_of, told_of, turn_at
from retreat.transcripts.opinions.strength import hearers_of
from retreat.transcripts.sight import Sight, sight_of, turns_in_sight
from retreat.transcripts.versions.models import CURRENT, SUPERSEDED, TranscriptVersion


def opinions_beside(
    db: Session, reader: Reader, sight: Sight, turn: int | None = None
) -> dict[int, tuple[Opinion, ...]]:
    """Undecided opinions by turn, including those on earlier transcripts of the sound.

    An opinion on an earlier transcript that agrees with today's words has been settled by them.
    """
    found = opinions_of(db, sight, turn)
    anchors = {row.id: row for row in anchors_of_talk(db, sight.transcript_id)}
    open_ones = _open(db, anchors, but=sight.transcript_id)
    if not open_ones:
        return found
    seen = _in_sight(db, reader, open_ones)
    stand = places_of(db, [anchors[row.anchor_id or ""] for row in seen])
    shown = {row.n: row for row in db.scalars(select(RecordedTurn).where(turns_in_sight(sight)))}
    hearers = hearers_of(db, db.get_one(TranscriptVersion, sight.transcript_id))
    for row, anchored in zip(seen, stand, strict=True):
        n = turn_at(db, anchored, sight.transcript_id)
        held = shown.get(-1 if n is None else n)
        if held is None or held.review != MACHINE or turn not in (None, held.n):
            continue
        is_heard_again = any(one.model == row.model for one in found.get(held.n, ()))
        if not is_heard_again and not is_alike(held.text.split(), row.words):
            found[held.n] = (*found.get(held.n, ()), told_of(row, held, hearers))
    return found


def _open(db: Session, anchors: Collection[str], *, but: str = "") -> list[TurnOpinion]:
    """The opinions on these anchors that differ from words which are unchanged in their own transcript."""
    found: list[TurnOpinion] = []
    for some in in_parts(sorted(anchors)):
        rows = db.execute(
            select(TurnOpinion, RecordedTurn.text)
            .join(
                RecordedTurn,
                (RecordedTurn.transcript_id == TurnOpinion.transcript_id) & (RecordedTurn.n == TurnOpinion.turn),
            )
            .where(
                TurnOpinion.anchor_id.in_(some),
                TurnOpinion.transcript_id != but,
                TurnOpinion.decision.is_(None),
                ~TurnOpinion.agrees,
                RecordedTurn.review == MACHINE,
            )
        )
        found += [row for row, text in rows if row.basis == basis_of(text)]
    return sorted(found, key=lambda row: (row.at, row.model))


def _in_sight(db: Session, reader: Reader, rows: Sequence[TurnOpinion]) -> list[TurnOpinion]:
    """The opinions on turns that may be read completely in their own transcript."""
    found: set[tuple[str, int]] = set()
    for transcript_id in {row.transcript_id for row in rows}:
        sight = sight_of(db, reader, transcript_id, states=(CURRENT, SUPERSEDED))
        found |= {(transcript_id, n) for n in db.scalars(select(RecordedTurn.n).where(turns_in_sight(sight)))}
    return [row for row in rows if (row.transcript_id, row.turn) in found]


@hangs("opinions")
def _hanging(db: Session, reader: Reader, anchors: Collection[str]) -> Mapping[str, Hanging]:
    """Undecided opinions whose words have lost their place."""
    rows = _open(db, anchors)
    seen = {row.anchor_id for row in _in_sight(db, reader, rows)}
    return {
        row.anchor_id or "": Hanging(
            what=f"a second opinion by {row.model}", said=" ".join(row.words) if row.anchor_id in seen else None
        )
        for row in rows
    }
