"""What wordings (tidied turns, gists) were made from, and whether all of it may still be read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.anchors.standing import cells_of
from retreat.transcripts.models import RecordedTurn, RecordedWord, TurnRevision
from retreat.transcripts.naming import shown, speakers_of
from retreat.transcripts.places import cell_of, words_between
from retreat.transcripts.sight import Sight, sight_of
from retreat.transcripts.spoken import hidden_among
from retreat.transcripts.versions.models import CURRENT, SUPERSEDED


def turns_that_held_hidden(db: Session, sight: Sight, turns: Collection[int]) -> set[int]:
    """The turns that ever held a word that may not be read now.

    Merged changes leave one revision: words that were typed and removed in between are found by their
    place, between the others.
    """
    if sight.is_whole or not turns:
        return set()
    held = _ever_held(db, sight.transcript_id, turns)
    rows = db.execute(
        select(RecordedWord.n, RecordedWord.place, RecordedWord.removed)
        .where(RecordedWord.transcript_id == sight.transcript_id)
        .order_by(RecordedWord.place)
    ).all()
    places = {row.n: row.place for row in rows}
    removed = [(row.n, row.place) for row in rows if row.removed]
    for numbers in held.values():
        stood = [places[n] for n in numbers if n in places]
        first, last = min(stood, default=0), max(stood, default=-1)
        numbers |= {n for n, place in removed if first <= place <= last}
    hidden = hidden_among(db, sight, set[int]().union(*held.values()))
    return {turn for turn, numbers in held.items() if numbers & hidden}


def _ever_held(db: Session, transcript_id: str, turns: Collection[int]) -> dict[int, set[int]]:
    held: dict[int, set[int]] = defaultdict(set)
    now = select(RecordedWord.turn, RecordedWord.n).where(
        RecordedWord.transcript_id == transcript_id, RecordedWord.turn.in_(turns)
    )
    for turn, n in db.execute(now):
        if turn is not None:
            held[turn].add(n)
    earlier = select(TurnRevision.turn, TurnRevision.words).where(
        TurnRevision.transcript_id == transcript_id, TurnRevision.turn.in_(turns)
    )
    for turn, words in db.execute(earlier):
        held[turn] |= {word[0] for word in words}
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneath:
    """The readable part of some words.

    Attributes:
        start_ms: When the first word with a time begins; ``end_ms``: when the last ends.
        is_whole: Whether everything that was ever among them may be read.
    """

    text: str
    speakers: tuple[str, ...]
    start_ms: int | None
    end_ms: int | None
    is_whole: bool


NOTHING = Beneath(text="", speakers=(), start_ms=None, end_ms=None, is_whole=False)
Cells = tuple[int, int]


def beneath(db: Session, sight: Sight, extents: Collection[Cells]) -> Mapping[Cells, Beneath]:
    """The readable words from one heard word to another, with those that people added there."""
    if not extents:
        return {}
    rows = db.execute(
        select(
            RecordedWord.n,
            RecordedWord.place,
            RecordedWord.text,
            RecordedWord.removed,
            RecordedWord.start_ms,
            RecordedWord.end_ms,
            RecordedTurn.speaker,
        )
        .outerjoin(
            RecordedTurn,
            (RecordedTurn.transcript_id == RecordedWord.transcript_id) & (RecordedTurn.n == RecordedWord.turn),
        )
        .where(
            RecordedWord.transcript_id == sight.transcript_id,
            words_between(min(first for first, _last in extents), max(last for _first, last in extents)),
        )
        .order_by(RecordedWord.place)
    ).all()
    cells = [cell_of(row.place) for row in rows]
    hidden = hidden_among(db, sight, {row.n for row in rows})
    voices = {one.label: one for one in db.scalars(speakers_of(sight.transcript_id))}
    found: dict[Cells, Beneath] = {}
    for first, last in extents:
        mine = rows[bisect_left(cells, first) : bisect_right(cells, last)]
        read = [row for row in mine if not row.removed and row.n not in hidden]
        found[first, last] = Beneath(
            text=" ".join(row.text for row in read),
            speakers=tuple(dict.fromkeys(shown(row.speaker, voices) for row in read if row.speaker)),
            start_ms=next((row.start_ms for row in read if row.start_ms is not None), None),
            end_ms=max((row.end_ms for row in read if row.end_ms is not None), default=None),
            is_whole=not any(row.n in hidden for row in mine),
        )
    return found


def beneath_all(db: Session, reader: Reader, spans: Sequence[Span]) -> dict[Span, Beneath]:
    """The readable words of several versions, including replaced ones."""
    cells = cells_of(db, spans)
    by_version: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        by_version[span.transcript_id].append(span)
    found: dict[Span, Beneath] = {}
    for transcript_id, some in by_version.items():
        sight = sight_of(db, reader, transcript_id, states=(CURRENT, SUPERSEDED))
        read = beneath(db, sight, {cells[span] for span in some if span in cells})
        # If the words are unknown, any may be among them.
        unknown = replace(NOTHING, is_whole=sight.is_whole)
        found |= {span: read[cells[span]] if span in cells else unknown for span in some}
    return found
