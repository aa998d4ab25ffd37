"""Groups of similar passages over many sessions, with how stable each group is. Suggestions, never themes.

Alike is what is alike in meaning and in words: both kinds of likeness are weighed, and Ward's method joins the closest.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix

from transcription.text.groupings import COMMON
from transcription.text.lexical import condensed
from transcription.types import WideGrouping, WideGroupings

# How much meaning weighs beside words. Chosen on topics and answers of QMSum; see DECISIONS.md.
MEANING = 0.7
# More passages than these are not compared with each other: the rest join the group that they are most like.
COMPARED = 5_000
RESAMPLES = 5
_SHARE = 0.8
_LABEL_WORDS = 4
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’][^\W\d_]+)?")

Labels = NDArray[np.int64]
Vectors = NDArray[np.float32]
# Called with how much is done, from 0 to 1; may raise to stop.
Told = Callable[[float], None]


def group_widely(
    texts: Sequence[str], vectors: Vectors, *, count: int | None = None, told: Told = lambda _done: None, seed: int = 7
) -> WideGroupings:
    """Group passages. The same passages give the same groups.

    Args:
        vectors: Their meanings: float32, (len(texts), n), rows of length one.
        count: How many groups; None for the number that comes out most alike when passages are left out.
    """
    if len(texts) < 2:
        return WideGroupings(groups=(), stability=0.0, unassigned=len(texts))
    chance = np.random.default_rng(seed)
    places = places_of(texts, vectors)
    told(0.2)
    compared = np.sort(chance.permutation(len(texts))[:COMPARED])
    some = _Likeness(places[compared])
    counts = [min(count, len(compared))] if count else _counts_to_try(len(compared))
    tree = some.tree(np.arange(len(compared)))
    told(0.3)
    cut = {one: _cut(tree, one) for one in counts}
    resampled = _resampled(some, counts, chance, told)
    agreed = {
        one: float(np.mean([adjusted_rand(cut[one][kept], labels[one]) for kept, labels in resampled]))
        for one in counts
    }
    best = max(counts, key=lambda one: (round(agreed[one], 3), -one))
    stable = _stability(cut[best], [(kept, labels[best]) for kept, labels in resampled])
    likeness = _mean_likeness(places, compared, cut[best])
    labels = np.argmax(likeness, axis=1)
    labels[compared] = cut[best]
    told(0.95)
    return _told(texts, labels, _margins(likeness, labels, compared, cut[best]), stable, agreed[best])


def cut_into(texts: Sequence[str], vectors: Vectors, count: int) -> Labels:
    """The group of each passage, each in one, when there are so many groups; at most ``COMPARED`` passages."""
    likeness = _Likeness(places_of(texts, vectors))
    return _cut(likeness.tree(np.arange(len(texts))), count)


def places_of(texts: Sequence[str], vectors: Vectors) -> Vectors:
    """Where each passage is among the others. What all of them have in common, such as their field, tells nothing."""
    meaning, words = _centred(vectors), _centred(condensed(texts))
    return np.hstack([math.sqrt(MEANING) * meaning, math.sqrt(1 - MEANING) * words]).astype(np.float32)


def _centred(vectors: Vectors) -> Vectors:
    apart = vectors - vectors.mean(axis=0)
    found: Vectors = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-6)
    return found


class _Likeness:
    """How alike passages are, each with each."""

    def __init__(self, places: Vectors) -> None:
        self._likeness = places @ places.T
        self._lengths = np.diagonal(self._likeness).copy()

    def __len__(self) -> int:
        return len(self._likeness)

    def tree(self, which: Labels) -> NDArray[np.float64]:
        """How some of them join, by Ward's method on their distances."""
        count = len(which)
        apart = np.empty(count * (count - 1) // 2)
        start = 0
        for row, at in enumerate(which[:-1]):
            others = which[row + 1 :]
            apart[start : start + count - row - 1] = (
                self._lengths[at] + self._lengths[others] - 2 * self._likeness[at, others]
            )
            start += count - row - 1
        np.clip(apart, 0, None, out=apart)
        np.sqrt(apart, out=apart)
        found: NDArray[np.float64] = linkage(apart, "ward")
        return found


def _cut(tree: NDArray[np.float64], count: int) -> Labels:
    found: Labels = fcluster(tree, count, "maxclust").astype(np.int64) - 1
    return found


def _counts_to_try(passages: int) -> list[int]:
    around = math.sqrt(passages)
    return sorted({min(max(2, round(around * share)), max(2, passages // 3)) for share in (0.25, 0.35, 0.5, 0.75, 1)})


def _resampled(
    some: _Likeness, counts: Sequence[int], chance: np.random.Generator, told: Told
) -> list[tuple[Labels, dict[int, Labels]]]:
    """The groups that come out when every fifth passage is left out, another fifth each time."""
    found = []
    for turn in range(RESAMPLES):
        kept = np.sort(chance.permutation(len(some))[: max(2, round(_SHARE * len(some)))])
        tree = some.tree(kept)
        found.append((kept, {one: _cut(tree, min(one, len(kept))) for one in counts}))
        told(0.3 + 0.6 * (turn + 1) / RESAMPLES)
    return found


def _stability(labels: Labels, resampled: Sequence[tuple[Labels, Labels]]) -> NDArray[np.float64]:
    """How much of each group comes back: its mean best overlap (Jaccard) with a group of each resample."""
    count = int(labels.max()) + 1
    found = np.zeros((len(resampled), count))
    for turn, (kept, again) in enumerate(resampled):
        both = crossed(labels[kept], again, count)
        either = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
        found[turn] = (both / np.maximum(either, 1)).max(axis=1)
    mean: NDArray[np.float64] = found.mean(axis=0)
    return mean


def _mean_likeness(places: Vectors, compared: Labels, labels: Labels) -> NDArray[np.float32]:
    """How alike each passage is to each group, on average over the group."""
    count = int(labels.max()) + 1
    sizes = np.bincount(labels, minlength=count).astype(np.float32)
    belongs = csr_matrix((1 / sizes[labels], (labels, compared)), shape=(count, len(places)), dtype=np.float32)
    found: NDArray[np.float32] = places @ (belongs @ places).T
    return found


def _margins(likeness: NDArray[np.float32], labels: Labels, compared: Labels, cut: Labels) -> NDArray[np.float64]:
    """How much more alike a passage is to its own group, without itself, than to the next group."""
    sizes = np.bincount(cut, minlength=likeness.shape[1])
    rows = np.arange(len(labels))
    own = likeness[rows, labels].astype(np.float64)
    others = likeness.copy()
    others[rows, labels] = -1
    size = sizes[labels[compared]]
    own[compared] = np.where(size > 1, (own[compared] * size - 1) / np.maximum(size - 1, 1), -1)
    margins: NDArray[np.float64] = own - others.max(axis=1)
    return margins


def _told(
    texts: Sequence[str], labels: Labels, margins: NDArray[np.float64], stable: NDArray[np.float64], agreed: float
) -> WideGroupings:
    members: dict[int, list[int]] = {}
    for at, label in enumerate(labels):
        # What is more like another group, or alone in its own, is not forced into one.
        if margins[at] > 0:
            members.setdefault(int(label), []).append(at)
    kept = {label: sorted(some, key=lambda at: (-margins[at], at)) for label, some in members.items() if len(some) > 1}
    order = sorted(kept, key=lambda label: (-len(kept[label]), kept[label][0]))
    said = _labels(texts, [kept[label] for label in order])
    groups = tuple(
        WideGrouping(
            words=words,
            passages=tuple(kept[label]),
            closeness=tuple(round(float(margins[at]), 4) for at in kept[label]),
            stability=round(float(stable[label]), 3),
        )
        for label, words in zip(order, said, strict=True)
    )
    inside = sum(len(some) for some in kept.values())
    return WideGroupings(groups=groups, stability=round(agreed, 3), unassigned=len(texts) - inside)


def _labels(texts: Sequence[str], groups: Sequence[Sequence[int]]) -> list[tuple[str, ...]]:
    """The words of each group that the others use less: TF-IDF in which each group is one text."""
    used = [
        Counter(word for at in group for word in _WORD.findall(texts[at].casefold()) if word not in COMMON)
        for group in groups
    ]
    in_all = sum(used, Counter[str]())
    mean = sum(in_all.values()) / max(1, len(groups))
    found = []
    for group, counts in zip(groups, used, strict=True):
        passages = Counter(word for at in group for word in set(_WORD.findall(texts[at].casefold())))
        total = max(1, sum(counts.values()))
        score = {
            word: count / total * math.log(1 + mean / in_all[word])
            for word, count in counts.items()
            if passages[word] > 1
        }
        found.append(tuple(sorted(score, key=lambda word: (-score[word], word))[:_LABEL_WORDS]))
    return found


def crossed(first: Labels, second: Labels, rows: int | None = None) -> NDArray[np.float64]:
    """How many are in each group of one and each group of the other."""
    found = np.zeros((rows or int(first.max()) + 1, int(second.max()) + 1))
    np.add.at(found, (first, second), 1)
    return found


def adjusted_rand(first: Labels, second: Labels) -> float:
    """How far two groupings of the same things agree: 1 wholly, 0 as by chance (Hubert and Arabie, 1985)."""
    both = crossed(first, second)
    pairs = both.sum() * (both.sum() - 1) / 2
    together = (both * (both - 1) / 2).sum()
    of_first = (both.sum(axis=1) * (both.sum(axis=1) - 1) / 2).sum()
    of_second = (both.sum(axis=0) * (both.sum(axis=0) - 1) / 2).sum()
    expected = of_first * of_second / pairs if pairs else 0.0
    most = (of_first + of_second) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


def mutual_information(first: Labels, second: Labels) -> float:
    """How much two groupings tell of each other, from 0 to 1: mutual information over the mean of both entropies."""
    both = crossed(first, second)
    both /= both.sum()
    of_first, of_second = both.sum(axis=1), both.sum(axis=0)
    at = both > 0
    shared = float((both[at] * np.log(both[at] / np.outer(of_first, of_second)[at])).sum())
    mean = (_entropy(of_first) + _entropy(of_second)) / 2
    return 1.0 if mean == 0 else shared / mean


def _entropy(shares: NDArray[np.float64]) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum())
