"""Each found word on a line with what is on its left and right, sorted by either. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from retreat.search.typed.marks import found_in
from retreat.search.typed.tree import Leaf
from retreat.search.words import spans_of

Side = Literal["place", "left", "right"]
SIDES: tuple[Side, ...] = ("place", "left", "right")
_WORDS_BESIDE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One find.

    Attributes:
        hit: The number of its hit, from 0.
        left: What is before it, and ``right`` after it; ``key`` is the find itself.
    """

    hit: int
    left: str
    key: str
    right: str

    @property
    def before(self) -> tuple[str, ...]:
        """The words before it, folded, the nearest first."""
        return tuple(word for word, _start, _end in reversed(list(spans_of(self.left))))

    @property
    def after(self) -> tuple[str, ...]:
        """The words after it, folded."""
        return tuple(word for word, _start, _end in spans_of(self.right))


def lines_of(texts: Iterable[str], terms: Sequence[Leaf], side: Side) -> list[Line]:
    """A line for every find in these texts; words next to each other are one find."""
    found = [line for hit, text in enumerate(texts) for line in _in_one(hit, text, terms)]
    if side == "left":
        return sorted(found, key=lambda line: (line.before, line.after))
    if side == "right":
        return sorted(found, key=lambda line: (line.after, line.before))
    return found


def _in_one(hit: int, text: str, terms: Sequence[Leaf]) -> Iterable[Line]:
    spans = list(spans_of(text))
    places = sorted(found_in([word for word, _start, _end in spans], terms))
    runs: list[list[int]] = []
    for at in places:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    for run in runs:
        begins, ends = spans[run[0]][1], spans[run[-1]][2]
        first, last = spans[max(run[0] - _WORDS_BESIDE, 0)], spans[min(run[-1] + _WORDS_BESIDE, len(spans) - 1)]
        left, right = text[first[1] : begins], text[ends : last[2]]
        yield Line(hit=hit, left=" ".join(left.split()), key=text[begins:ends], right=" ".join(right.split()))
