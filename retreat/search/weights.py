"""How much each passage is about a query: words by BM25, meaning, the passages beside it. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retreat.search.texts.segment import Bools
from retreat.search.texts.snapshot import Counts

Scores = NDArray[np.float64]

_K1, _B = 1.2, 0.75
# Tuned on questions about 35 recorded meetings; ``bench.py`` measures them.
WORDS_SHARE = 0.45
WORDS_FROM_NEIGHBOURS = 0.1
MEANING_FROM_NEIGHBOURS = 0.05
WORDS_LEAST_SPREAD = 0.5
MEANING_LEAST_SPREAD = 0.08


def rarity(total: int, having: int) -> float:
    """Inverse document frequency, always above zero. Source: Lucene's BM25Similarity."""
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def bm25(counts: Sequence[Counts], length: Counts, total: int) -> Scores:
    """BM25 of every passage for terms that occur this often in it."""
    scores = np.zeros(len(length))
    if not total:
        return scores
    norm = _K1 * (1 - _B + _B * length / max(float(length.mean()), 1e-9))
    for its in counts:
        having = np.flatnonzero(its)
        often = its[having]
        scores[having] += rarity(total, len(having)) * often * (_K1 + 1) / (often + norm[having])
    return scores


def fused(words: Scores, meaning: Scores | None, scope: Bools, follows: Bools) -> Scores:
    """Words and meaning together, over the passages in scope."""
    score = np.zeros(len(scope))
    rows = np.flatnonzero(scope)
    joined = follows_in(rows, follows)
    mine = WORDS_SHARE * _standard(_spread(words[rows], joined, WORDS_FROM_NEIGHBOURS), WORDS_LEAST_SPREAD)
    if meaning is not None:
        near = _spread(meaning[rows], joined, MEANING_FROM_NEIGHBOURS)
        mine += (1 - WORDS_SHARE) * _standard(near, MEANING_LEAST_SPREAD)
    score[rows] = mine
    return score


def follows_in(rows: NDArray[np.int64], follows: Bools) -> Bools:
    """Which of these rows directly follow the one before them."""
    return np.asarray((np.diff(rows) == 1) & follows[rows[:-1]])


def _spread(scores: Scores, follows: Bools, share: float) -> Scores:
    """A passage is more likely if its neighbours are about the same thing."""
    result = scores.copy()
    result[1:] += share * scores[:-1] * follows
    result[:-1] += share * scores[1:] * follows
    return result


def _standard(scores: Scores, least: float) -> Scores:
    """Scores divided by their spread; among a few passages, a spread below ``least`` is only chance."""
    return np.asarray((scores - scores.mean()) / max(float(scores.std()), least))
