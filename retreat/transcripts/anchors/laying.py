"""Where a span of words is in another version of the same talk. Pure.

A map gives, for each word of one version, the word of another in its place: its number if they sound alike, the number
below `_OTHER` if it is a different word, `NOWHERE` if there is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

NOWHERE = -1
_OTHER = -2
# Up to this many words may all be different, if the words right before and after them are the same.
_FRAMED_MAX = 3
# Words that have moved apart by this many words, or by the length of the span, are no longer in one place.
_APART_LEAST = 8

Map = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """Words of a version in their order: a span, and some right before and after it."""

    span: Sequence[int]
    before: Sequence[int] = ()
    after: Sequence[int] = ()

    @property
    def all(self) -> Sequence[int]:
        """The span and its neighbours."""
        return [*self.before, *self.span, *self.after]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Index of a word in its span, the new word with its place, and whether they sound the same."""

    at: int
    n: int
    place: float
    same: bool


def pack(pairs: Mapping[int, tuple[int, bool]]) -> bytes:
    """A map as it is stored.

    Args:
        pairs: New word by old one, and whether they sound the same.
    """
    packed = np.full(max(pairs, default=-1) + 1, NOWHERE, "<i4")
    for old, (new, same) in pairs.items():
        packed[old] = new if same else _OTHER - new
    return packed.tobytes()


def unpack(packed: bytes) -> Map:
    """A map, int32 by old word."""
    return np.frombuffer(packed, "<i4").astype(np.int32, copy=False)


def new_of(pairs: Map, old: int) -> tuple[int, bool] | None:
    """The new word in the place of this old one, and whether they sound the same."""
    found = int(pairs[old]) if 0 <= old < len(pairs) else NOWHERE
    if found == NOWHERE:
        return None
    return (found, True) if found >= 0 else (_OTHER - found, False)


def lay(old: Old, pairs: Map, places: Mapping[int, float]) -> tuple[int, int] | None:
    """First and last new word of a span; None if too little of it is there.

    Half of its words have to be the same, or, of a few, those right around them.

    Args:
        places: Of new words, in words from the beginning.
    """
    if not old.span:
        return None
    run = _fullest(_pairs(old.span, pairs, places), len(old.span))
    if not run:
        return None
    same = sum(pair.same for pair in run)
    if 2 * same < len(old.span) and not _is_framed(old, pairs, places):
        return None
    return run[0].n, run[-1].n


def nearest(old: Old, pairs: Map) -> int | None:
    """A new word near which the span would be."""
    for n in (*old.span, *reversed(old.before), *old.after):
        found = new_of(pairs, n)
        if found is not None:
            return found[0]
    return None


def _pairs(numbers: Sequence[int], pairs: Map, places: Mapping[int, float]) -> list[_Pair]:
    found: list[_Pair] = []
    for at, n in enumerate(numbers):
        new = new_of(pairs, n)
        if new is not None and new[0] in places:
            found.append(_Pair(at, new[0], places[new[0]], new[1]))
    return found


def _fullest(pairs: Sequence[_Pair], words: int) -> Sequence[_Pair]:
    """The words that are still together: of several such runs, the one with the most identical words."""
    if not pairs:
        return ()
    runs = [[pairs[0]]]
    for one, other in pairwise(pairs):
        apart = abs(other.place - one.place) - (other.at - one.at)
        if apart > max(_APART_LEAST, words) or other.place < one.place:
            runs.append([])
        runs[-1].append(other)
    return max(runs, key=lambda run: (sum(pair.same for pair in run), len(run)))


def _is_framed(old: Old, pairs: Map, places: Mapping[int, float]) -> bool:
    if len(old.span) > _FRAMED_MAX:
        return False
    left = next((pair for pair in reversed(_pairs(old.before, pairs, places)) if pair.same), None)
    right = next((pair for pair in _pairs(old.after, pairs, places) if pair.same), None)
    return left is not None and right is not None and right.place - left.place <= len(old.span) + _APART_LEAST
