"""Lays out a turn's words again: known words keep number, time and place; new ones get theirs in between."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.transcripts.editing.held import HeldTurn
from retreat.transcripts.editing.spreading import spoken_between, spread
from retreat.transcripts.models import PLACES_BETWEEN, RecordedWord
from retreat.transcripts.places import cell_of

_HALF = PLACES_BETWEEN // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One word of the wanted text; ``n`` is None for a new one."""

    n: int | None
    text: str


def lay_out(db: Session, held: HeldTurn, wanted: Sequence[Wanted]) -> set[int]:
    """Make a turn read like this.

    Args:
        wanted: In order; known words in the order of their places.
    Returns:
        Numbers of the heard words at or by which something changed.
    """
    rows = {row.n: row for row in held.rows}
    stays = {one.n for one in wanted if one.n is not None}
    touched: set[int] = set()
    for row in held.rows:
        if row.n not in stays and not row.removed:
            row.removed = True
            touched.add(cell_of(row.place))
    for one in wanted:
        if one.n is not None and _reads(rows[one.n], one.text):
            touched.add(cell_of(rows[one.n].place))
    for at, texts in _runs(wanted):
        before = rows[wanted[at - 1].n or 0] if at else None
        end = at + len(texts)
        after = rows[wanted[end].n or 0] if end < len(wanted) else None
        added = _add(db, held, texts, before, after)
        touched |= {cell_of(row.place) for row in added}
    db.flush()
    return touched


def _reads(row: RecordedWord, text: str) -> bool:
    """Set the text of a known word. Returns whether it changed. The machine's word is kept."""
    if row.text == text and not row.removed:
        return False
    row.removed = False
    if row.text != text:
        heard = row.text if row.heard is None else row.heard
        row.text = text
        row.heard = None if row.added or heard == text else heard
    return True


def _runs(wanted: Sequence[Wanted]) -> list[tuple[int, list[str]]]:
    """Each run of new words: index of the first, and their texts."""
    runs: list[tuple[int, list[str]]] = []
    for at, one in enumerate(wanted):
        if one.n is not None:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == at:
            runs[-1][1].append(one.text)
        else:
            runs.append((at, [one.text]))
    return runs


def _add(
    db: Session, held: HeldTurn, texts: Sequence[str], before: RecordedWord | None, after: RecordedWord | None
) -> list[RecordedWord]:
    places = _places(db, held, len(texts), before, after)
    start_ms = before.end_ms if before is not None and before.end_ms is not None else held.turn.start_ms
    end_ms = after.start_ms if after is not None and after.start_ms is not None else held.turn.end_ms
    times = spoken_between(start_ms, end_ms, texts)
    highest = db.scalar(select(func.max(RecordedWord.n)).where(RecordedWord.transcript_id == held.transcript.id))
    first = 0 if highest is None else highest + 1
    said_by = _said_by(held, before, after)
    added = [
        RecordedWord(
            transcript_id=held.transcript.id,
            n=first + at,
            turn=held.turn.n,
            place=place,
            text=text,
            start_ms=begins,
            end_ms=ends,
            confidence=None,
            heard=None,
            added=True,
            removed=False,
            said_by=said_by,
        )
        for at, (text, place, (begins, ends)) in enumerate(zip(texts, places, times, strict=True))
    ]
    db.add_all(added)
    db.flush()
    return added


def _said_by(held: HeldTurn, before: RecordedWord | None, after: RecordedWord | None) -> str | None:
    """Whose new words are: of the person whose words they replace, or whose words are beside them."""
    start = 0 if before is None else held.rows.index(before) + 1
    end = len(held.rows) if after is None else held.rows.index(after)
    replaced = [row.said_by for row in held.rows[start:end]]
    beside = [row.said_by for row in (before, after) if row is not None]
    return next((one for one in [*replaced, *beside] if one is not None), None)


def _places(
    db: Session, held: HeldTurn, count: int, before: RecordedWord | None, after: RecordedWord | None
) -> list[int]:
    """Places for new words: after the previous word or, at the start of a turn, before the next."""
    if before is not None:
        return _beside(db, held, before.place, count, is_after=True)
    first = after if after is not None else held.rows[0] if held.rows else None
    if first is not None:
        return _beside(db, held, first.place, count, is_after=False)
    anchor, is_after = _by_time(db, held)
    return _beside(db, held, anchor, count, is_after=is_after)


def _by_time(db: Session, held: HeldTurn) -> tuple[int, bool]:
    """Where the first words of a silent turn belong: after the last word heard before it."""
    of_transcript = RecordedWord.transcript_id == held.transcript.id
    earlier = (
        RecordedWord.turn < held.turn.n
        if held.turn.start_ms is None
        else func.coalesce(RecordedWord.start_ms, 0) <= held.turn.start_ms
    )
    last = db.scalar(select(func.max(RecordedWord.place)).where(of_transcript, earlier, ~RecordedWord.added))
    if last is None:
        first = db.scalar(select(func.min(RecordedWord.place)).where(of_transcript, ~RecordedWord.added))
        if first is not None:
            return first, False
        last = 0
    side = RecordedWord.place.between(last + 1, last + _HALF)
    typed = db.scalar(select(func.max(RecordedWord.place)).where(of_transcript, earlier, side))
    return (last if typed is None else typed), True


def _beside(db: Session, held: HeldTurn, anchor: int, count: int, *, is_after: bool) -> list[int]:
    low, high = _side(anchor, is_after=is_after)
    rows = db.scalars(
        select(RecordedWord)
        .where(
            RecordedWord.transcript_id == held.transcript.id,
            RecordedWord.place > low,
            RecordedWord.place < high,
        )
        .order_by(RecordedWord.place)
    ).all()
    taken = [row.place for row in rows]
    if is_after:
        at = bisect_right(taken, anchor)
        free = spread(anchor, taken[at] if at < len(taken) else high, count)
    else:
        at = bisect_left(taken, anchor)
        free = spread(taken[at - 1] if at else low, anchor, count)
    if free is not None:
        return free
    # No place is left here: move everything that people added on this side of the heard word.
    anew = spread(low, high, len(rows) + count)
    assert anew is not None, "half a million words were added in one place"
    for row, place in zip([*rows[:at], *rows[at:]], [*anew[:at], *anew[at + count :]], strict=True):
        row.place = place
    db.flush()
    return anew[at : at + count]


def _side(anchor: int, *, is_after: bool) -> tuple[int, int]:
    """The places on one side of a heard word, without the ends, at which an added word may be."""
    middle = cell_of(anchor) * PLACES_BETWEEN
    if anchor > middle or (anchor == middle and is_after):
        return middle, middle + _HALF + 1
    return middle - _HALF, middle
