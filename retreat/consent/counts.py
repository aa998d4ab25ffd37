"""Small groups: the one place through which every count, share and line of attribution passes before others see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Others see no group of fewer people than this; a line coarsens until enough people fit it.
SMALL_GROUP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A number of people under one name; None for all groups that are too small to be named."""

    name: str | None
    people: int


def is_large_enough(people: int) -> bool:
    """Whether a group of this size may be named."""
    return people >= SMALL_GROUP


def part_told(part: int, whole: int) -> tuple[int, int] | None:
    """A number out of all, as others may see it: None if there are too few to say."""
    return (part, whole) if is_large_enough(whole) else None


def part_shown(part: int, whole: int) -> int | None:
    """How many of a group, as others may see it: None where that, or how many are not, would be a few people.

    All and none are told of a group that is large enough: neither singles anybody out of it.
    """
    if not is_large_enough(whole):
        return None
    rest = whole - part
    return None if 0 < part < SMALL_GROUP or 0 < rest < SMALL_GROUP else part


def told(sizes: Mapping[str | None, int]) -> list[Group]:
    """Sizes of groups as others may see them: small ones are merged, and no sum gives one of them away.

    Args:
        sizes: People by the name of their group; None for those who said none.
    """
    large = {name: people for name, people in sizes.items() if name and is_large_enough(people)}
    rest = sum(sizes.values()) - sum(large.values())
    groups = [Group(name=name, people=people) for name, people in sorted(large.items())]
    while rest and not is_large_enough(rest) and groups:
        smallest = min(groups, key=lambda group: group.people)
        groups.remove(smallest)
        rest += smallest.people
    if is_large_enough(rest):
        groups.append(Group(name=None, people=rest))
    return groups
