"""Matches the words of two texts in order: first anchors, then an exact alignment between them.

Time and memory stay bounded for texts of many hours. Pure. Must never know times, speakers or where texts come from.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# How many cells one exact alignment may have: about 2,000 words against 2,000, a byte each to find the way back.
CELLS_MAX = 4_000_000
_ANCHOR_WORDS = (6, 4, 3, 2)
_SAME_SCORE, _ALIKE_SCORE, _OTHER_SCORE, _LEFT_OUT_COST = 4, 2, -1, 1
_DIAGONAL, _UP, _LEFT = 0, 1, 2
_PARTS = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_VOWELS = re.compile(r"[aeiouyhw]")
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True, slots=True)
class Pair:
    """A place in the first text and its place in the second; ``same`` where the words are equal when spoken."""

    first: int
    second: int
    same: bool


@dataclass(frozen=True, slots=True)
class _Unmatched:
    """A half-open stretch of both texts in which nothing is matched yet."""

    first: int
    first_end: int
    second: int
    second_end: int

    @property
    def cells(self) -> int:
        return (self.first_end - self.first) * (self.second_end - self.second)


def spoken_parts(word: str) -> list[str]:
    """A written word as it is said: folded, without marks, in its parts; small numbers in letters.

    ``"Twenty-five,"`` and ``"25"`` give the same; punctuation alone gives nothing.
    """
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_APOSTROPHES))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [said for part in _PARTS.findall(plain) for said in _said(part)]


def _said(part: str) -> list[str]:
    if not (part.isascii() and part.isdecimal() and len(part) <= 4):
        return [part]
    return _number(int(part))


def _number(n: int) -> list[str]:
    if n < 20:
        return [_ONES[n]]
    if n < 100:
        return [_TENS[n // 10 - 2], *(_number(n % 10) if n % 10 else [])]
    if n < 1000:
        return [*_number(n // 100), "hundred", *(_number(n % 100) if n % 100 else [])]
    return [*_number(n // 1000), "thousand", *(_number(n % 1000) if n % 1000 else [])]


def pairs_of(first: Sequence[str], second: Sequence[str], *, cells_max: int = CELLS_MAX) -> list[Pair]:
    """Match two texts word by word, in order.

    Args:
        first: Parts as `spoken_parts` gives them, (n,).
        second: The same of the other text, (m,).
    Returns:
        Pairs that rise in both; one that is not ``same`` marks a different word in the same place.
    """
    numbers: dict[str, int] = {}
    ours = np.array([numbers.setdefault(part, len(numbers)) for part in first], np.int32)
    theirs = np.array([numbers.setdefault(part, len(numbers)) for part in second], np.int32)
    shapes = _shapes(list(numbers))
    found: list[Pair] = []
    waiting = [_Unmatched(0, len(ours), 0, len(theirs))]
    while waiting:
        gap = waiting.pop()
        if not gap.cells:
            continue
        if gap.cells <= cells_max:
            found += _aligned(gap, ours, theirs, shapes)
            continue
        anchors = _anchors(gap, ours, theirs)
        found += [Pair(a, b, True) for a, b in anchors]
        waiting += _unmatched_between(gap, anchors) if anchors else _cut_along(gap, cells_max)
    return sorted(found, key=lambda pair: pair.first)


def _shapes(words: Sequence[str]) -> Any:
    """Give similar words the same number: different spellings, endings, a misheard vowel."""
    numbers: dict[str, int] = {}
    keys = [word[0] + _VOWELS.sub("", word[1:])[:4] if len(word) > 3 else word for word in words]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int32)


def _anchors(gap: _Unmatched, ours: Any, theirs: Any) -> list[tuple[int, int]]:
    """Words inside runs that both texts have exactly once in this gap; the longest runs that give any."""
    for length in _ANCHOR_WORDS:
        here = _runs_found_once(ours, gap.first, gap.first_end, length)
        there = _runs_found_once(theirs, gap.second, gap.second_end, length)
        rising = _longest_rising([(at, there[run]) for run, at in here.items() if run in there])
        if rising:
            return _words_of_runs(rising, length)
    return []


def _runs_found_once(numbers: Any, start: int, end: int, length: int) -> dict[tuple[int, ...], int]:
    listed = numbers[start:end].tolist()
    places: dict[tuple[int, ...], int] = {}
    for at in range(len(listed) - length + 1):
        run = tuple(listed[at : at + length])
        places[run] = -1 if run in places else start + at
    return {run: at for run, at in places.items() if at >= 0}


def _longest_rising(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain that rises in both texts (patience sorting)."""
    ordered = sorted(places)
    tops: list[int] = []
    top_at: list[int] = []
    before: list[int] = []
    for n, (_, second) in enumerate(ordered):
        pile = bisect.bisect_left(tops, second)
        before.append(top_at[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [second]
        top_at[pile : pile + 1] = [n]
    chain: list[tuple[int, int]] = []
    at = top_at[-1] if top_at else -1
    while at >= 0:
        chain.append(ordered[at])
        at = before[at]
    return chain[::-1]


def _words_of_runs(rising: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Every word of the runs, each once and still rising in both."""
    spread: list[tuple[int, int]] = []
    for first, second in rising:
        for step in range(length):
            if not spread or (first + step > spread[-1][0] and second + step > spread[-1][1]):
                spread.append((first + step, second + step))
    return spread


def _unmatched_between(gap: _Unmatched, anchors: Sequence[tuple[int, int]]) -> Iterator[_Unmatched]:
    first, second = gap.first, gap.second
    for a, b in [*anchors, (gap.first_end, gap.second_end)]:
        if a > first and b > second:
            yield _Unmatched(first, a, second, b)
        first, second = a + 1, b + 1


def _cut_along(gap: _Unmatched, cells_max: int) -> Iterator[_Unmatched]:
    """Without anchors: cut both into as many equal parts as necessary."""
    parts = int(np.ceil(np.sqrt(gap.cells / cells_max))) + 1
    ours = np.linspace(gap.first, gap.first_end, parts + 1).astype(int).tolist()
    theirs = np.linspace(gap.second, gap.second_end, parts + 1).astype(int).tolist()
    for n in range(parts):
        yield _Unmatched(ours[n], ours[n + 1], theirs[n], theirs[n + 1])


def _aligned(gap: _Unmatched, ours: Any, theirs: Any, shapes: Any) -> Iterator[Pair]:
    """The best alignment of two short stretches: Needleman and Wunsch, a row at a time."""
    rows, columns = ours[gap.first : gap.first_end], theirs[gap.second : gap.second_end]
    alike = shapes[columns]
    steps = np.arange(len(columns) + 1, dtype=np.int32) * _LEFT_OUT_COST
    way = np.empty((len(rows), len(columns)), np.int8)
    above = -steps
    for n, word in enumerate(rows):
        worth = np.where(
            columns == word, _SAME_SCORE, np.where(alike == shapes[word], _ALIKE_SCORE, _OTHER_SCORE)
        ).astype(np.int32)
        diagonal, up = above[:-1] + worth, above[1:] - _LEFT_OUT_COST
        row = np.concatenate([[-(n + 1) * _LEFT_OUT_COST], np.maximum(diagonal, up)]).astype(np.int32)
        row = np.maximum.accumulate(row + steps) - steps
        way[n] = np.where(row[1:] == diagonal, _DIAGONAL, np.where(row[1:] == up, _UP, _LEFT))
        above = row
    found: list[Pair] = []
    a, b = len(rows) - 1, len(columns) - 1
    while a >= 0 and b >= 0:
        step = way[a, b]
        if step == _DIAGONAL:
            found.append(Pair(gap.first + a, gap.second + b, bool(rows[a] == columns[b])))
        a, b = a - (step != _LEFT), b - (step != _UP)
    return iter(found[::-1])
