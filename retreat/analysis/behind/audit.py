"""For whom a choice of excerpts speaks: which group that is large enough has nothing in it. Pure.

Justified representation (Aziz, Brill, Conitzer, Elkind, Freeman and Walsh, 2017): of n people and a choice of k
excerpts, a group of at least n/k people who have something in common deserves one that speaks for one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """People who have something in common, and for none of whom anything chosen speaks."""

    common: str
    people: frozenset[str]


def unheard_groups(
    common: Mapping[str, Collection[str]], spoken_for: Collection[str], *, people: int, chosen: int
) -> tuple[Unheard, ...]:
    """The largest groups that deserve an excerpt and have none, the largest first.

    Args:
        common: What people can have in common, each with those who do.
        spoken_for: Everybody for whom something chosen speaks.
        people: How many there are in all; ``chosen``: how many excerpts were chosen.
    """
    heard = frozenset(spoken_for)
    groups = {name: frozenset(some) - heard for name, some in common.items()}
    # n/k is not rounded: a group counts if its size times k is at least n.
    large = {name: some for name, some in groups.items() if some and chosen and len(some) * chosen >= people}
    found = [Unheard(common=name, people=some) for name, some in large.items()]
    return tuple(sorted(found, key=lambda one: (-len(one.people), one.common)))
