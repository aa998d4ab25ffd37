"""What people made while others spoke, in the margin of a transcript and on its wave. Registers itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from retreat.log.makings import Made, made_in
from retreat.log.note_words import KIND_WORDS
from retreat.log.written import prompt_texts
from retreat.web.margin import Leaf, Margin, MarginItem, register
from retreat.web.panels import Visit

# So long after the last words a note may still be about them.
AFTER_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something that somebody made, on the wave of the sound: ``left`` in hundredths of its width."""

    left: float
    ms: int
    shape: str


def kind_said(one: Made) -> str:
    """What sort of thing it is, as people read it."""
    return KIND_WORDS.get(one.kind, one.kind) if one.kind else one.making.title


def at_this_table(made: Sequence[Made], table_id: str | None) -> list[Made]:
    """Without what was made at another table; what belongs to no table belongs to all."""
    return [one for one in made if not one.table_id or not table_id or one.table_id == table_id]


def ticks(made: Sequence[Made], table_id: str | None, started_at: datetime, duration_s: float | None) -> list[Tick]:
    """What was made while a sound ran."""
    if not duration_s:
        return []
    into = ((one, (one.at - started_at).total_seconds()) for one in at_this_table(made, table_id))
    return [
        Tick(left=round(s / duration_s * 100, 3), ms=round(s * 1000), shape=one.making.shape)
        for one, s in into
        if 0 <= s <= duration_s
    ]


def _gather(visit: Visit, leaf: Leaf) -> list[MarginItem]:
    timed = sorted(
        (start_ms, number)
        for numbers, starts in zip(leaf.words, leaf.starts_ms, strict=True)
        for number, start_ms in zip(numbers, starts, strict=True)
        if start_ms is not None
    )
    if not timed:
        return []
    made = at_this_table(made_in(visit.db, visit.reader, visit.session_id), leaf.table_id)
    begins = leaf.started_at + timedelta(milliseconds=timed[0][0])
    ends = leaf.started_at + timedelta(milliseconds=timed[-1][0], seconds=AFTER_S)
    here = [one for one in made if begins <= one.at <= ends]
    asked = prompt_texts(visit.db, visit.session_id) if here else {}
    return [_item(one, asked, _word_at(timed, leaf.started_at, one.at)) for one in here]


def _word_at(timed: Sequence[tuple[int, int]], started_at: datetime, at: datetime) -> int:
    into_ms = (at - started_at).total_seconds() * 1000
    low, high = 0, len(timed)
    while low < high:
        middle = (low + high) // 2
        if timed[middle][0] <= into_ms:
            low = middle + 1
        else:
            high = middle
    return timed[max(low - 1, 0)][1]


def _item(one: Made, asked: dict[str, str], word: int) -> MarginItem:
    return MarginItem(
        slot="notes",
        id=f"beside-{one.id}",
        first=word,
        last=word,
        template="record/_margin_note.html",
        wants={"note": one, "kind": kind_said(one), "prompt": asked.get(one.prompt_id or "")},
    )


NOTES_BESIDE = register(Margin(name="notes", place=20, gather=_gather))
