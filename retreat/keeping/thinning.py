"""Which copies of a backup end: all of the last two days are kept, then the last of each day, then none.

A copy every ten minutes would otherwise fill the disk, and hold for ever what people took back long ago.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from retreat.keeping import copies
from retreat.keeping.place import Place
from retreat.keeping.sealing import Damaged

ALL_FOR = timedelta(days=2)


def ending(made: Mapping[str, datetime], *, now: datetime, days: int) -> list[str]:
    """The names of copies that end now. The newest one never does. Pure.

    Args:
        made: Names, with the moment that each shows.
        days: For how many the last copy of each day is kept; with 0, for ever.
    """
    newest_of: dict[object, str] = {}
    for name, at in sorted(made.items(), key=lambda one: one[1]):
        newest_of[at.date()] = name
    newest = max(made, key=lambda name: made[name], default=None)
    kept = set(newest_of.values())
    found = []
    for name, at in made.items():
        is_old = days > 0 and now - at > timedelta(days=max(days, ALL_FOR.days))
        is_one_of_many = now - at > ALL_FOR and name not in kept
        if name != newest and (is_old or is_one_of_many):
            found.append(name)
    return sorted(found)


def thin(place: Place, *, now: datetime, days: int) -> list[str]:
    """End copies, then remove the parts that no other copy needs; the names of those that ended.

    Called while nobody else writes there. Killed midway, the next one goes on: a copy goes before its parts.
    """
    made = {}
    for name in place.copies():
        try:
            made[name] = copies.read(place.read_copy(name)).at
        except Damaged:
            return []  # what it needs is not known, so nothing can be removed
    ended = ending(made, now=now, days=days)
    for name in ended:
        place.remove_copy(name)
    if ended:
        place.keep_only(_needed(place, [name for name in made if name not in ended]))
    return ended


def _needed(place: Place, names: Collection[str]) -> set[str]:
    return {block for name in names for block in copies.read(place.read_copy(name)).blocks()}
