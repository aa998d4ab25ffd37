"""Who sits where after tables are mixed, or after everyone has moved on. Pure: the same seed says the same twice."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from retreat.people.seating import Sitting

WAYS: Mapping[str, str] = {
    "sectors": "Mix by sector",
    "random": "Mix at random",
    "onward": "Everyone moves to the next table",
}


def moves(
    how: str, people: Sequence[Sitting], tables: Sequence[str], hosts: Collection[str], *, seed: str
) -> dict[str, str]:
    """Who moves, and to which table.

    Args:
        how: One of ``WAYS``.
        people: Those who are pinned stay.
        tables: The ids of those that are mixed, in their order; people at other tables stay.
        hosts: Those who stay when everyone moves on.
        seed: Says how chance falls, so that what was shown beforehand is what happens.
    """
    if not tables:
        return {}
    if how == "onward":
        return _onward(people, tables, hosts)
    # Whoever sits at a table that is not mixed stays there; it is not told why, and nobody is moved to it.
    people = [one for one in people if one.table_id is None or one.table_id in tables]
    dice = random.Random(seed)  # noqa: S311 - chance for the room, not a secret
    after = _mixed(people, tables, dice, by_sector=how == "sectors")
    return {one.id: after[one.id] for one in people if one.id in after and after[one.id] != one.table_id}


def fingerprint(people: Sequence[Sitting], hosts: Collection[str]) -> str:
    """Of the seating from which moves were worked out; another one where somebody has moved or come since."""
    said = [f"{one.id}:{one.table_id}:{one.is_pinned}:{one.id in hosts}" for one in people]
    return hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()[:24]


def _onward(people: Sequence[Sitting], tables: Sequence[str], hosts: Collection[str]) -> dict[str, str]:
    """As in a World Café: the host stays, and so do the notes of the table."""
    following = dict(zip(tables, [*tables[1:], tables[0]], strict=True))
    going = (one for one in people if one.table_id in following and not one.is_pinned and one.id not in hosts)
    return {one.id: following[str(one.table_id)] for one in going if len(tables) > 1}


def _mixed(people: Sequence[Sitting], tables: Sequence[str], dice: random.Random, *, by_sector: bool) -> dict[str, str]:
    """Everybody to the table with fewest of their own sector, and no table more than one person larger than another."""
    stay = [one for one in people if one.is_pinned and one.table_id in tables]
    size = Counter(str(one.table_id) for one in stay)
    alike = Counter((str(one.table_id), one.sector) for one in stay)
    rest = [one for one in people if one not in stay]
    dice.shuffle(rest)
    if by_sector:  # large sectors first: they are hardest to spread
        sizes = Counter(one.sector for one in rest)
        rest.sort(key=lambda one: (-sizes[one.sector], one.sector or ""))
    order = list(tables)
    dice.shuffle(order)
    after: dict[str, str] = {}
    for one in rest:
        smallest = min(size[table] for table in tables)
        free = [table for table in order if size[table] == smallest]
        found = min(free, key=lambda table: alike[table, one.sector]) if by_sector else free[0]
        after[one.id] = found
        size[found] += 1
        alike[found, one.sector] += 1
    return after
