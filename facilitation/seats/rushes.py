"""Many people who came in at once from one address or by one browser, for the facilitators to check.

In a hall behind one router everybody comes from one address, so this never shuts anybody out automatically.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from retreat.people.arrivals import Arrived

WITHIN = timedelta(minutes=1)
How = Literal["address", "browser"]
MANY: Mapping[How, int] = {"address": 10, "browser": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """People who came in so that any ``MANY`` neighbours among them did so within a minute."""

    how: How
    people: tuple[Arrived, ...]

    @property
    def until(self) -> datetime:
        """When the last of them came."""
        return self.people[-1].at


def rushes(arrived: Iterable[Arrived]) -> list[Rush]:
    """Every rush of people who are still in, latest first.

    Args:
        arrived: In the order in which they came.
    """
    came = [one for one in arrived if one.out_at is None]
    found = [
        Rush(how=how, people=tuple(run))
        for how in MANY
        for group in _alike(came, how)
        for run in _runs(group, MANY[how])
    ]
    # People of one browser are shown as that, and not a second time under their address.
    by_browser = {one.people for one in found if one.how == "browser"}
    told = [one for one in found if one.how == "browser" or one.people not in by_browser]
    return sorted(told, key=lambda one: one.until, reverse=True)


def _alike(came: Sequence[Arrived], how: How) -> Iterator[list[Arrived]]:
    groups: dict[str, list[Arrived]] = defaultdict(list)
    for one in came:
        mark = one.near if how == "address" else one.browser
        if mark is not None:
            groups[mark].append(one)
    yield from groups.values()


def _runs(group: Sequence[Arrived], many: int) -> Iterator[list[Arrived]]:
    """Stretches in which each person is one of ``many`` within a minute."""
    inside = [False] * len(group)
    for first in range(len(group) - many + 1):
        if group[first + many - 1].at - group[first].at <= WITHIN:
            inside[first : first + many] = [True] * many
    run: list[Arrived] = []
    for number, one in enumerate(group):
        if inside[number] and run and one.at - run[-1].at > WITHIN:
            yield run
            run = []
        if inside[number]:
            run.append(one)
        elif run:
            yield run
            run = []
    if run:
        yield run
