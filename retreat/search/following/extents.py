"""Where passages begin and end when they are cut again over words that people changed. Pure.

Passages cover heard words by their numbers, one passage after the other, including removed words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from transcription.types import Passage, Turn, Word

Cut = Callable[[Sequence[Turn], Sequence[Word]], Sequence[Passage]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Where a passage is: numbers of heard words and of turns, inclusive, and its time in milliseconds."""

    first_word: int
    last_word: int
    first_turn: int
    last_turn: int
    start_ms: int | None
    end_ms: int | None

    @property
    def words(self) -> tuple[int, int]:
        """Its first and last word."""
        return self.first_word, self.last_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A word and its place: by which heard word, in which turn, said by whom."""

    cell: int
    turn: int
    word: Word


def cut_between(cut: Cut, words: Sequence[Placed], there: Sequence[Extent]) -> list[Extent]:
    """New extents that cover the same heard words as these did, including removed words."""
    numbers = sorted({word.turn for word in words})
    of_turn: dict[int, list[int]] = {n: [] for n in numbers}
    for at, word in enumerate(words):
        of_turn[word.turn].append(at)
    turns = [
        Turn(
            speaker=words[indexes[0]].word.speaker,
            start_ms=words[indexes[0]].word.start_ms,
            end_ms=words[indexes[-1]].word.end_ms,
            text=" ".join(words[at].word.text for at in indexes),
            word_indexes=tuple(indexes),
        )
        for indexes in of_turn.values()
    ]
    firsts = [one.first_word for one in cut(turns, [one.word for one in words])]
    # Words added beside a heard word stay with it: a passage begins with a heard word of its own.
    begins = [0, *(at for at in firsts if at and words[at].cell > words[at - 1].cell)]
    cells = [there[0].first_word, *(words[at].cell for at in begins[1:])]
    ends = [*(cell - 1 for cell in cells[1:]), there[-1].last_word]
    parts = [words[begin:end] for begin, end in pairwise([*begins, len(words)])]
    is_timed = there[0].start_ms is not None
    return [
        _covering(part, first, last, is_timed=is_timed) for part, first, last in zip(parts, cells, ends, strict=True)
    ]


def _covering(words: Sequence[Placed], first: int, last: int, *, is_timed: bool) -> Extent:
    numbers = [word.turn for word in words if word.turn >= 0] or [0]
    return Extent(
        first_word=first,
        last_word=last,
        first_turn=min(numbers),
        last_turn=max(numbers),
        start_ms=words[0].word.start_ms if is_timed else None,
        end_ms=max(word.word.end_ms for word in words) if is_timed else None,
    )
