"""Which codes are on the same words, and which are near each other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NEAR_WORDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A coding at its place: words ``first`` to ``last`` of a transcript or a text, both inclusive."""

    code_id: str
    excerpt_id: str
    place: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two codes.

    Attributes:
        together: How often a coding with the one shares words with one with the other.
        near: How often one follows the other within the distance asked for, without sharing a word.
        share: Of all codings with either, the part that is with both (Jaccard's index), 0 to 1.
        excerpts: Where they are together or near, two by two.
    """

    codes: tuple[str, str]
    together: int
    near: int
    share: float
    excerpts: tuple[tuple[str, str], ...]


def pairs_of(codings: Iterable[Placed], *, near: int = NEAR_WORDS) -> tuple[Pair, ...]:
    """Every two codes that are together or near anywhere, those most often together first.

    Several people's codings with the same code on the same words count once.
    """
    by_place: dict[str, dict[tuple[str, int, int], Placed]] = defaultdict(dict)
    for one in codings:
        by_place[one.place].setdefault((one.code_id, one.first, one.last), one)
    together: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    close: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for some in by_place.values():
        for a, b in _within(sorted(some.values(), key=lambda one: (one.first, one.last, one.code_id)), near):
            key = (min(a.code_id, b.code_id), max(a.code_id, b.code_id))
            found = together if a.first <= b.last and b.first <= a.last else close
            found[key].append((a.excerpt_id, b.excerpt_id) if a.code_id == key[0] else (b.excerpt_id, a.excerpt_id))
    with_code = _counts(by_place)
    pairs = [
        Pair(
            codes=key,
            together=len(together[key]),
            near=len(close[key]),
            share=_share(together[key], with_code[key[0]], with_code[key[1]]),
            excerpts=tuple(dict.fromkeys([*together[key], *close[key]])),
        )
        for key in {*together, *close}
    ]
    return tuple(sorted(pairs, key=lambda one: (-one.together, -one.near, one.codes)))


def _within(codings: Sequence[Placed], near: int) -> Iterable[tuple[Placed, Placed]]:
    """Two codings with different codes that share words or lie near; sorted by where they begin."""
    open_now: list[Placed] = []
    for one in codings:
        open_now = [other for other in open_now if other.last + near >= one.first]
        yield from ((other, one) for other in open_now if other.code_id != one.code_id)
        open_now.append(one)


def _counts(by_place: Mapping[str, Mapping[tuple[str, int, int], Placed]]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for some in by_place.values():
        for code_id, _first, _last in some:
            counts[code_id] += 1
    return counts


def _share(pairs: Sequence[tuple[str, str]], a: int, b: int) -> float:
    """A coding that is together with several others counts once on its own side."""
    left, right = len({one for one, _other in pairs}), len({other for _one, other in pairs})
    both = min(left, right)
    return both / (a + b - both) if a + b - both else 0.0
