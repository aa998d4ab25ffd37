"""Representation: the groups that are found are those that trying every set of people finds."""

from __future__ import annotations

import random
from itertools import combinations

from retreat.analysis.behind.audit import unheard_groups


def tried(
    common: dict[str, set[str]], spoken_for: set[str], people: list[str], chosen: int
) -> dict[str, frozenset[str]]:
    """Every set of people of at least n/k: the largest of those who share something, and of whom none is spoken for."""
    found: dict[str, frozenset[str]] = {}
    for size in range(1, len(people) + 1):
        if not chosen or size < len(people) / chosen:
            continue
        for some in map(frozenset, combinations(people, size)):
            if some & spoken_for:
                continue
            for name, having in common.items():
                if some <= having and len(some) > len(found.get(name, ())):
                    found[name] = some
    return found


def test_groups_when_found_in_1000_small_cases_then_they_are_those_that_trying_all_finds() -> None:
    """Seen red with a threshold that was rounded down, and with one that was rounded up."""
    chance = random.Random(19)
    unheard = 0
    for _case in range(1_000):
        people = [f"p{n}" for n in range(chance.randint(1, 7))]
        common = {f"c{n}": {one for one in people if chance.random() < 0.5} for n in range(chance.randint(0, 4))}
        spoken_for = {one for one in people if chance.random() < 0.3}
        chosen = chance.randint(0, 5)

        found = unheard_groups(common, spoken_for, people=len(people), chosen=chosen)

        assert {one.common: one.people for one in found} == tried(common, spoken_for, people, chosen)
        unheard += bool(found)
    assert 200 < unheard < 900
