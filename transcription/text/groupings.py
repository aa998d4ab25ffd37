"""Groups similar passages and labels each group by the words that set it apart.

A suggestion for people to look at, never called a theme. Arithmetic on vectors that come in; no network here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transcription.types import Grouping

_LEAST_LIKENESS = 0.42
_LABEL_WORDS = 4
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’][^\W\d_]+)?")
# Words of talk rather than of topics, English; rarity does the rest.
_COMMON_WORDS = """
about actually all also always and another any anything are aren't around because been before being but can
can't come comes coming could did didn't does doesn't doing don't done down each even ever every everything for
from get gets getting give goes going gonna good got had has have having her here him his how i'd i'll i'm i've
into isn't it's its just kind know lot like little made make many maybe mean more most much need never not now
off okay one only our other out over own people put quite really right said same say saying see she should some
something sort still such take than that that's the their them then there there's these they they're thing
things think this those though through time too two until very want was wasn't way we'll we're we've well went
were what what's when where which while who why will with won't would yeah yes you you're you've your yourself
mhm
"""
COMMON = frozenset(_COMMON_WORDS.split())


def group(texts: Sequence[str], vectors: NDArray[np.float32]) -> tuple[Grouping, ...]:
    """Groups of two or more similar passages, largest first.

    Args:
        vectors: float32, (len(texts), n), rows of length one.
    """
    if len(texts) < 2:
        return ()
    labels = _average_linkage(np.asarray(vectors @ vectors.T, np.float64))
    members: dict[int, list[int]] = {}
    for index, label in enumerate(labels):
        members.setdefault(label, []).append(index)
    kept = sorted((group for group in members.values() if len(group) > 1), key=lambda group: (-len(group), group[0]))
    return tuple(Grouping(words=_distinctive_words(texts, group), passages=tuple(group)) for group in kept)


def _average_linkage(likeness: NDArray[np.float64]) -> list[int]:
    """Join the two most alike groups until none are alike enough; a group's number is its first member's."""
    count = len(likeness)
    size = np.ones(count)
    owner = list(range(count))
    np.fill_diagonal(likeness, -1.0)
    while True:
        first, second = sorted(divmod(int(likeness.argmax()), count))
        if likeness[first, second] < _LEAST_LIKENESS:
            return owner
        row = (likeness[first] * size[first] + likeness[second] * size[second]) / (size[first] + size[second])
        size[first] += size[second]
        likeness[first], likeness[:, first] = row, row
        likeness[second], likeness[:, second] = -1.0, -1.0
        likeness[first, first] = -1.0
        owner = [first if label == second else label for label in owner]


def _distinctive_words(texts: Sequence[str], group: Sequence[int]) -> tuple[str, ...]:
    """The words that these passages share and others lack."""
    uses = [Counter(word for word in _WORD.findall(text.casefold()) if word not in COMMON) for text in texts]
    spread = Counter(word for use in uses for word in use)
    inside: Counter[str] = Counter(word for index in group for word in uses[index])
    total: Counter[str] = Counter()
    for index in group:
        total.update(uses[index])
    score = {
        word: inside[word] / len(group) * math.log((1 + len(texts)) / spread[word]) * (1 + math.log(total[word]))
        for word in inside
    }
    return tuple(sorted(score, key=lambda word: (-score[word], word))[:_LABEL_WORDS])
