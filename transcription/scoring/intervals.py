"""A rate pooled over files, and its interval by resampling the files (bootstrap). Pure.

Files, not words, are drawn: words of one file share its microphone, its voices and its luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

DRAWS = 2_000
_SEED = 20_261_130
_SHARE = 0.95
# With fewer files, an interval would claim more than is known.
_FILES_MIN = 2

Part = tuple[float, float]


def rate(parts: Sequence[Part]) -> float | None:
    """The sum of what is counted over the sum of what it is counted by; None if that is zero."""
    whole = sum(of for _, of in parts)
    return round(sum(count for count, _ in parts) / whole, 4) if whole else None


def interval(parts: Sequence[Part]) -> list[float] | None:
    """The interval of the rate in 95 of 100 draws of as many files; None for too few files."""
    drawn = _drawn(parts)
    return None if drawn is None else _middle(drawn)


def difference(ours: Sequence[Part], theirs: Sequence[Part]) -> dict[str, Any] | None:
    """How much higher our rate is than theirs on the same files, with its interval; below zero is better.

    Args:
        theirs: By file, like ``ours``.
    """
    first, second, here, there = _drawn(ours), _drawn(theirs), rate(ours), rate(theirs)
    if first is None or second is None or here is None or there is None:
        return None
    return {"mean": round(here - there, 4), "interval": _middle(first - second)}


def _drawn(parts: Sequence[Part]) -> Any:
    """The rate in each draw, (draws,); the same files are drawn for every list of the same files."""
    telling = np.asarray([part for part in parts if part[1] > 0], float)
    if len(telling) < _FILES_MIN:
        return None
    chosen = np.random.default_rng(_SEED).integers(0, len(telling), (DRAWS, len(telling)))
    totals = telling[chosen].sum(1)
    return totals[:, 0] / totals[:, 1]


def _middle(drawn: Any) -> list[float]:
    edge = (1 - _SHARE) / 2
    low, high = np.quantile(drawn, [edge, 1 - edge])
    return [round(float(low), 4), round(float(high), 4)]


def mean_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One row from those of several copies: means of numbers, also in mappings; anything else from the first."""
    first = rows[0]
    found: dict[str, Any] = {}
    for name, value in first.items():
        if isinstance(value, Mapping):
            found[name] = mean_of([row[name] for row in rows])
        elif isinstance(value, bool) or not isinstance(value, int | float):
            found[name] = value
        else:
            mean = sum(row[name] for row in rows) / len(rows)
            found[name] = value if all(row[name] == value for row in rows) else round(mean, 3)
    return found
