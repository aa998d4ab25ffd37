"""Where spans of words are in the current version: worked out every time, so that nothing can be out of date.

Within one version a word keeps its number, so a span is found for as long as any of its words exists. Between
versions we use the map stored when one replaced the other, always from the version that the span was made in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.transcripts.anchors.laying import Map, Old, lay, nearest, new_of, unpack
from retreat.transcripts.anchors.models import WordMap
from retreat.transcripts.anchors.spans import NO_WORDS, NOT_HERE, NOT_LAID, TAKEN_OUT, Lost, Span, Standing
from retreat.transcripts.models import PLACES_BETWEEN, RecordedWord
from retreat.transcripts.places import cell_of
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion

T = TypeVar("T")
# This many words on either side show whether a span is where it was.
_AROUND = 3
_AT_ONCE, _SPANS_AT_ONCE = 500, 40


def standing_of(db: Session, span: Span) -> Standing:
    """Where one span is today."""
    return standings_of(db, [span])[0]


def standings_of(db: Session, spans: Sequence[Span], *, with_taken_out: bool = False) -> list[Standing]:
    """Where each of these is today, in their order; they may belong to any versions.

    Args:
        with_taken_out: Also if all of its words were removed.
    """
    by_version: dict[str, list[Span]] = defaultdict(list)
    for span in dict.fromkeys(spans):
        by_version[span.transcript_id].append(span)
    found: dict[Span, Standing] = {}
    for transcript_id, some in by_version.items():
        today = read_today(db, transcript_id)
        if today is None:
            found |= dict.fromkeys(some, Lost(transcript_id=None, lack=NOT_HERE))
        elif today == transcript_id:
            found |= _still_there(db, today, some, with_taken_out)
        else:
            found |= _laid(db, transcript_id, today, some, with_taken_out)
    return [found[span] for span in spans]


def read_today(db: Session, transcript_id: str) -> str | None:
    """The current version of this talk: itself, or the one that replaced it."""
    version = db.get(TranscriptVersion, transcript_id)
    if version is None or version.state == CURRENT:
        return None if version is None else version.id
    return db.scalars(
        select(TranscriptVersion.id)
        .where(TranscriptVersion.recording_id == version.recording_id, TranscriptVersion.state == CURRENT)
        .order_by(TranscriptVersion.created_at.desc())
    ).first()


def cells_of(db: Session, spans: Sequence[Span]) -> dict[Span, tuple[int, int]]:
    """The first and last heard word of each span; spans whose words are not there are left out."""
    found: dict[Span, tuple[int, int]] = {}
    for transcript_id in {span.transcript_id for span in spans}:
        some = [span for span in spans if span.transcript_id == transcript_id]
        ends = _ends(db, transcript_id, some)
        found |= {
            span: (cell_of(ends[span.first][0]), cell_of(ends[span.last][0]))
            for span in some
            if span.first in ends and span.last in ends
        }
    return found


def _still_there(db: Session, transcript_id: str, spans: Sequence[Span], with_taken_out: bool) -> dict[Span, Standing]:
    ends = _ends(db, transcript_id, spans)
    return {span: _live(db, span, ends, with_taken_out) for span in spans}


def _live(db: Session, span: Span, ends: Mapping[int, tuple[int, bool]], with_taken_out: bool) -> Standing:
    """A span, if any of its words is still read."""
    first, last = ends.get(span.first), ends.get(span.last)
    if first is None or last is None or first[0] > last[0]:
        return Lost(transcript_id=span.transcript_id, lack=NO_WORDS)
    if with_taken_out or not (first[1] and last[1]):
        return span
    live = select(RecordedWord.n).where(
        RecordedWord.transcript_id == span.transcript_id,
        RecordedWord.place.between(first[0], last[0]),
        ~RecordedWord.removed,
    )
    if db.execute(live.limit(1)).first() is not None:
        return span
    return Lost(transcript_id=span.transcript_id, lack=TAKEN_OUT, near=cell_of(first[0]))


def _ends(db: Session, transcript_id: str, spans: Sequence[Span]) -> dict[int, tuple[int, bool]]:
    return _words(db, transcript_id, {n for span in spans for n in (span.first, span.last)})


def _words(db: Session, transcript_id: str, numbers: set[int]) -> dict[int, tuple[int, bool]]:
    """Place of each of these words, and whether it was taken out."""
    found: dict[int, tuple[int, bool]] = {}
    for some in in_parts(sorted(numbers)):
        rows = db.execute(
            select(RecordedWord.n, RecordedWord.place, RecordedWord.removed).where(
                RecordedWord.transcript_id == transcript_id, RecordedWord.n.in_(some)
            )
        )
        found |= {n: (place, removed) for n, place, removed in rows}
    return found


def _laid(
    db: Session, transcript_id: str, today: str, spans: Sequence[Span], with_taken_out: bool
) -> dict[Span, Standing]:
    kept = db.get(WordMap, (transcript_id, today))
    if kept is None:
        return dict.fromkeys(spans, Lost(transcript_id=today, lack=NOT_LAID))
    pairs = unpack(kept.pairs)
    old = _old(db, transcript_id, spans)
    mapped = {new[0] for words in old.values() for n in words.all if (new := new_of(pairs, n)) is not None}
    stands = _words(db, today, mapped)
    places = {n: place / PLACES_BETWEEN for n, (place, _removed) in stands.items()}
    placed = {span: _placed(today, old.get(span), pairs, places) for span in spans}
    return {
        span: _live(db, stands_at, stands, with_taken_out) if isinstance(stands_at, Span) else stands_at
        for span, stands_at in placed.items()
    }


def _placed(today: str, old: Old | None, pairs: Map, places: Mapping[int, float]) -> Standing:
    if old is None:
        return Lost(transcript_id=today, lack=NO_WORDS)
    found = lay(old, pairs, places)
    if found is None:
        return Lost(transcript_id=today, lack=NOT_HERE, near=nearest(old, pairs))
    return Span(transcript_id=today, first=found[0], last=found[1])


def _old(db: Session, transcript_id: str, spans: Sequence[Span]) -> dict[Span, Old]:
    """The words of each span, and a few on either side; none for a span whose words never existed."""
    ends = _ends(db, transcript_id, spans)
    there = [span for span in spans if span.first in ends and span.last in ends]
    found: dict[Span, Old] = {}
    for some in in_parts(there, _SPANS_AT_ONCE):
        rows = _around(db, transcript_id, [(ends[span.first][0], ends[span.last][0]) for span in some])
        for span in some:
            first, last = ends[span.first][0], ends[span.last][0]
            inside = [row for row in rows if first <= row[1] <= last]
            # Words that people had already removed were not cited, unless nothing else is left.
            live = [n for n, _place, removed in inside if not removed] or [n for n, _place, _removed in inside]
            found[span] = Old(
                span=live,
                before=[n for n, place, removed in rows if place < first and not removed][-_AROUND:],
                after=[n for n, place, removed in rows if place > last and not removed][:_AROUND],
            )
    return {span: old for span, old in found.items() if old.span}


def _around(db: Session, transcript_id: str, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    wide = _AROUND * PLACES_BETWEEN
    rows = db.execute(
        select(RecordedWord.n, RecordedWord.place, RecordedWord.removed)
        .where(
            RecordedWord.transcript_id == transcript_id,
            or_(*(RecordedWord.place.between(first - wide, last + wide) for first, last in ranges)),
        )
        .order_by(RecordedWord.place)
    )
    return [(n, place, removed) for n, place, removed in rows]


def in_parts(of: Sequence[T], at_once: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    """As many at once as every database accepts in one query."""
    for start in range(0, len(of), at_once):
        yield of[start : start + at_once]
