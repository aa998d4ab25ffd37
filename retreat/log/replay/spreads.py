"""How positions spread over time, in steps of five people and more: nobody's own way can be followed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from retreat.consent.counts import is_large_enough
from retreat.log.replay.spans import Span, one_at_a_time

PLACES = 11
# A card of a round, from one seat, before or after.
Line = tuple[str, str, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Somebody placed a card. What was taken back since is not told at all."""

    line: Line
    person: str
    value: int
    at: datetime


def spreads(placings: Iterable[Placed]) -> dict[Line, list[Span[tuple[int, ...]]]]:
    """Of each line the spread as eleven counts: first once five people have placed it, then whenever five differ."""
    by_line: dict[Line, list[Placed]] = defaultdict(list)
    for one in placings:
        by_line[one.line].append(one)
    return {line: one_at_a_time(_changes(some)) for line, some in by_line.items()}


def _changes(placings: Iterable[Placed]) -> Iterator[tuple[datetime, tuple[int, ...]]]:
    now: dict[str, int] = {}
    shown: dict[str, int] = {}
    for one in sorted(placings, key=lambda each: each.at):
        now[one.person] = one.value
        if is_large_enough(sum(shown.get(person) != value for person, value in now.items())):
            shown = dict(now)
            yield one.at, _counts(now)


def _counts(values: Mapping[str, int]) -> tuple[int, ...]:
    counts = [0] * PLACES
    for value in values.values():
        counts[place_of(value)] += 1
    return tuple(counts)


def place_of(value: int) -> int:
    """The nearest of the eleven places, the outer one of two. Twin of ``place_of`` of the interaction ``position``."""
    return (value + (5 if value > 50 else 4)) // 10
