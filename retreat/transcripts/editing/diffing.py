"""Which words of a turn a person kept, changed, removed or added. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Beyond this many pairs of words, words of a rewritten stretch are paired by order alone.
_PAIRS_MAX = 10_000
_REMOVE = _ADD = 0.6
_UNLIKE = 1.0
# Words that share fewer letters than this are not the same word, misheard.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened to one word.

    Attributes:
        old: Index among the old words; None for an added word.
        new: Index among the typed words; None for a removed word.
    """

    kind: Literal["kept", "changed", "removed", "added"]
    old: int | None
    new: int | None


def aligned(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """The steps from the old words to the new ones, in order.

    A word that changes keeps its place in the sound, so words are paired with the most similar ones; if one word
    became two, it is the first of them, and the second was added.
    """
    head = _same_ahead(old, new)
    tail = _same_ahead(old[head:][::-1], new[head:][::-1])
    steps = [Step(kind="kept", old=at, new=at) for at in range(head)]
    olds, news = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = SequenceMatcher(None, [plain(word) for word in olds], [plain(word) for word in news], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            steps += [_paired(old, new, head + a + at, head + c + at) for at in range(b - a)]
        else:
            steps += _rewritten(old, new, range(head + a, head + b), range(head + c, head + d))
    ends = zip(range(len(old) - tail, len(old)), range(len(new) - tail, len(new)), strict=True)
    return steps + [Step(kind="kept", old=a, new=b) for a, b in ends]


def plain(word: str) -> str:
    """A word in lower case without punctuation around it, or the word itself if nothing is left."""
    folded = unicodedata.normalize("NFC", word).casefold()
    return folded.strip(".,;:!?…\"'“”‘’()[]–—-") or folded


def _same_ahead(old: Sequence[str], new: Sequence[str]) -> int:
    at = 0
    while at < len(old) and at < len(new) and old[at] == new[at]:
        at += 1
    return at


def _paired(old: Sequence[str], new: Sequence[str], a: int, b: int) -> Step:
    return Step(kind="kept" if old[a] == new[b] else "changed", old=a, new=b)


def _rewritten(old: Sequence[str], new: Sequence[str], olds: range, news: range) -> list[Step]:
    if len(olds) * len(news) > _PAIRS_MAX:
        both = min(len(olds), len(news))
        steps = [_paired(old, new, a, b) for a, b in zip(olds[:both], news[:both], strict=True)]
        steps += [Step(kind="removed", old=a, new=None) for a in olds[both:]]
        return steps + [Step(kind="added", old=None, new=b) for b in news[both:]]
    return _cheapest(old, new, olds, news)


def _cheapest(old: Sequence[str], new: Sequence[str], olds: range, news: range) -> list[Step]:
    """The cheapest alignment of a small stretch, in which changing a word costs more the less similar it becomes."""
    tall, wide = len(olds), len(news)
    cost = [[0.0] * (wide + 1) for _ in range(tall + 1)]
    for i in range(tall, -1, -1):
        for j in range(wide, -1, -1):
            ways = []
            if i < tall and j < wide:
                ways.append(cost[i + 1][j + 1] + _unlike(old[olds[i]], new[news[j]]))
            if i < tall:
                ways.append(cost[i + 1][j] + _REMOVE)
            if j < wide:
                ways.append(cost[i][j + 1] + _ADD)
            cost[i][j] = min(ways, default=0.0)
    steps: list[Step] = []
    i = j = 0
    while i < tall or j < wide:
        if i < tall and j < wide and cost[i][j] == cost[i + 1][j + 1] + _unlike(old[olds[i]], new[news[j]]):
            steps.append(_paired(old, new, olds[i], news[j]))
            i, j = i + 1, j + 1
        elif i < tall and cost[i][j] == cost[i + 1][j] + _REMOVE:
            steps.append(Step(kind="removed", old=olds[i], new=None))
            i += 1
        else:
            steps.append(Step(kind="added", old=None, new=news[j]))
            j += 1
    return steps


def _unlike(old: str, new: str) -> float:
    a, b = plain(old), plain(new)
    if a == b:
        return 0.0
    alike = SequenceMatcher(None, a, b, autojunk=False).ratio()
    return _UNLIKE - 0.5 * alike if alike >= _ALIKE else _UNLIKE
