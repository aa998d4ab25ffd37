"""Measures of agreement between coders on units that are either coded or not. Pure.

They are offered only under an approach that asks for them. The unit is always said beside the figure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from itertools import permutations


def percent_agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """The share of units on which two coders agree, 0 to 1. It ignores what chance alone would give.

    Raises:
        ValueError: There is no unit, or they did not judge the same ones.
    """
    _check(first, second)
    return sum(one == other for one, other in zip(first, second, strict=True)) / len(first)


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Agreement of two coders beyond chance, -1 to 1; None if both used one and the same value throughout.

    Source: Cohen, J. (1960), A coefficient of agreement for nominal scales.
    """
    observed, units = percent_agreement(first, second), len(first)
    mine, its = Counter(first), Counter(second)
    by_chance = sum(mine[value] * its[value] for value in mine) / units**2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def krippendorffs_alpha(by_coder: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Nominal agreement of any number of coders, of whom some may have judged only some units.

    Args:
        by_coder: A row for each coder, with a value for each unit; None where they did not judge it.
    Returns:
        1 is perfect, 0 is chance; None if nothing can be compared, or only one value was ever used.

    Source: Krippendorff, K. (2011), Computing Krippendorff's alpha-reliability.
    """
    coincidences: dict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for unit in zip(*by_coder, strict=True):
        values = [value for value in unit if value is not None]
        if len(values) > 1:
            for one, other in permutations(values, 2):
                coincidences[one, other] += 1 / (len(values) - 1)
    totals: dict[Hashable, float] = defaultdict(float)
    for (one, _other), count in coincidences.items():
        totals[one] += count
    pairable = sum(totals.values())
    if len(totals) < 2:
        return None
    observed = sum(count for (one, other), count in coincidences.items() if one != other) / pairable
    expected = sum(totals[one] * totals[other] for one, other in permutations(totals, 2)) / (pairable * (pairable - 1))
    return 1 - observed / expected


def _check(first: Sequence[Hashable], second: Sequence[Hashable]) -> None:
    if not first or len(first) != len(second):
        raise ValueError("both coders must have judged the same units, at least one")
