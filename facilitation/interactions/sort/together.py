"""How often notes were put together: counted over sortings that differ, a reading and never a truth. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from retreat.consent.counts import is_large_enough, part_told

# Of the pairs that were put together most often, so many are told; a longer list is read by nobody.
PAIRS_MAX = 60
# A picture of so many notes is what one can still read, and what a web process can work out at once.
NOTES_MAX = 120
MATRIX_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedPile:
    """One pile. ``title`` is None where its name may not be read."""

    id: str
    title: str | None
    note_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """How one person, or one table together, sorted notes. ``key`` is only for telling sortings apart."""

    key: str
    share: str
    piles: tuple[SortedPile, ...]

    @property
    def note_ids(self) -> frozenset[str]:
        return frozenset(found for pile in self.piles for found in pile.note_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two notes: ``together`` in one pile in so many sortings ``of`` those that sorted both."""

    one_id: str
    other_id: str
    together: int
    of: int


def pairs_of(sortings: Sequence[Sorting], notes: Collection[str]) -> list[Pair]:
    """Every pair that was put together at least once, most often first."""
    seen = [(sorting, sorting.note_ids & frozenset(notes)) for sorting in sortings]
    asked = Counter(found for _sorting, ids in seen for found in ids)
    most = frozenset(sorted(asked, key=lambda found: (-asked[found], found))[:NOTES_MAX])
    together = Counter(
        pair
        for sorting in sortings
        for pile in sorting.piles
        for pair in combinations(sorted(most.intersection(pile.note_ids)), 2)
    )
    of = {pair: sum(pair[0] in ids and pair[1] in ids for _sorting, ids in seen) for pair in together}
    found = [Pair(one_id=a, other_id=b, together=count, of=of[a, b]) for (a, b), count in together.items()]
    return sorted(found, key=lambda pair: (-pair.together / pair.of, -pair.together, pair.one_id, pair.other_id))


def for_everyone(sortings: Sequence[Sorting], notes: Collection[str]) -> Mapping[str, Any] | None:
    """What a showing tells: pairs that five or more sorted; None where there is none."""
    found = [
        {"one_id": pair.one_id, "other_id": pair.other_id, "together": told[0], "of": told[1]}
        for pair in pairs_of(sortings, notes)
        if (told := part_told(pair.together, pair.of))
    ]
    if not found or not is_large_enough(len(sortings)):
        return None
    return {"sortings": len(sortings), "pairs": found[:PAIRS_MAX]}


def proposal(pairs: Sequence[Pair]) -> list[list[str]]:
    """Groups of notes that were put together by more than half of those who sorted them, on average over their pairs.

    Groups are joined step by step, those that were together most often first. What fits nowhere is in no group.
    """
    share = {frozenset((pair.one_id, pair.other_id)): pair.together / pair.of for pair in pairs}
    # The sum over pairs between two groups: what is missing was never put together, and counts as nothing.
    groups: dict[str, list[str]] = {found: [found] for pair in share for found in pair}
    between: dict[frozenset[str], float] = dict(share)

    def mean(pair: frozenset[str]) -> float:
        one, other = pair
        return between[pair] / (len(groups[one]) * len(groups[other]))

    while between:
        best = min(between, key=lambda pair: (-mean(pair), sorted(pair)))
        if mean(best) <= 1 / 2:
            break
        keep, gone = sorted(best)
        del between[best]
        groups[keep] += groups.pop(gone)
        for pair in [pair for pair in between if gone in pair]:
            (other,) = pair - {gone}
            joined = frozenset((keep, other))
            between[joined] = between.get(joined, 0.0) + between.pop(pair)
    found = [sorted(group) for group in groups.values() if len(group) > 1]
    return sorted(found, key=lambda group: (-len(group), group))


def matrix(pairs: Sequence[Pair], groups: Sequence[Sequence[str]]) -> list[str]:
    """Which notes a small table shows, those of one group beside each other: the notes of the strongest pairs."""
    strongest = list(dict.fromkeys(found for pair in pairs for found in (pair.one_id, pair.other_id)))[:MATRIX_MAX]
    place = {found: number for number, group in enumerate(groups) for found in group}
    return sorted(strongest, key=lambda found: (place.get(found, len(groups)), strongest.index(found)))
