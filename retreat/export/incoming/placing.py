"""Finds the words of one text in another: exactly where both are the same, else by the words that both have. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retreat.transcripts.ports import Matching

Place = tuple[int, int]
# Fewer words in common, or many more between them, and it is no longer the same passage.
_SHARE_LEAST = 0.6
_LONGER_MOST, _LONGER_BESIDE = 2, 4
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Moved:
    """Where places of a text are in another one.

    Attributes:
        first: The places of its words, as ``second`` of the other text's.
        said: Which of its words can be compared, and ``there`` which word of the other text is the same.
    """

    first: Sequence[Place]
    second: Sequence[Place]
    said: frozenset[int]
    there: Mapping[int, int]
    is_same: bool = False

    def place(self, start: int, end: int) -> Place | None:
        """Where it is now; None if too little of it is there."""
        if self.is_same:
            return start, end
        begins = self._at(start)
        within = [at for at in range(begins, self._before(end)) if at in self.said]
        found = [at for at in within if at in self.there]
        if not found or len(found) < _SHARE_LEAST * len(within):
            return None
        first, last = self.there[found[0]], self.there[found[-1]]
        if last < first or last - first + 1 > _LONGER_MOST * len(within) + _LONGER_BESIDE:
            return None
        begin, stop = self.second[first][0], self.second[last][1]
        if found[0] == begins:
            begin = min(begin + max(0, start - self.first[begins][0]), stop - 1)
        if found[-1] == self._before(end) - 1:
            stop = max(begin + 1, stop - max(0, self.first[found[-1]][1] - end))
        return begin, stop

    def _at(self, start: int) -> int:
        """The first token that ends behind this."""
        return bisect_right(self.first, start, key=lambda one: one[1])

    def _before(self, end: int) -> int:
        """One past the last token that begins before this."""
        return bisect_left(self.first, end, key=lambda one: one[0])


def moved(first: str, second: str, matching: Matching) -> Moved:
    """How to get from one text to the other."""
    if first == second:
        return Moved((), (), frozenset(), {}, is_same=True)
    here, there = ([one.span() for one in _TOKEN.finditer(text)] for text in (first, second))
    parts, of_part = _parts(first, here, matching)
    others, of_other = _parts(second, there, matching)
    pairs: dict[int, int] = {}
    for pair in matching.pairs_of(parts, others):
        if pair.same:
            pairs.setdefault(of_part[pair.first], of_other[pair.second])
    return Moved(here, there, frozenset(of_part), pairs)


def _parts(text: str, tokens: Sequence[Place], matching: Matching) -> tuple[list[str], list[int]]:
    found = [(part, at) for at, (a, b) in enumerate(tokens) for part in matching.spoken_parts(text[a:b]) or [text[a:b]]]
    return [part for part, _at in found], [at for _part, at in found]
