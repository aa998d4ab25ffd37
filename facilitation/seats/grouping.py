"""How people fall into pairs or threes, and where somebody goes who comes later. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SIZES: Mapping[str, int] = {"pairs": 2, "threes": 3}


def sizes(people: int, size: int) -> list[int]:
    """How large the groups are; nobody is left alone where there is anybody to talk with.

    An odd one makes a pair a three; where one is left over of threes, two of them give way to pairs.
    """
    if people <= size:
        return [people] if people else []
    whole, rest = divmod(people, size)
    if rest == 0:
        return [size] * whole
    if rest > 1:
        return [size] * whole + [rest]
    if size == 2:
        return [size] * (whole - 1) + [size + 1]
    return [size] * (whole - 1) + [2, 2]


def first_groups(people: Sequence[str], size: int) -> dict[str, int]:
    """Numbers from 1, in the order of these people."""
    numbers = [number for number, many in enumerate(sizes(len(people), size), 1) for _ in range(many)]
    return dict(zip(people, numbers, strict=True))


def joined(here: Mapping[str, int], newcomer: str, size: int) -> dict[str, int]:
    """The groups with somebody who comes later: they join the smallest of those who are still here.

    Where that has one too many already, whoever came last goes with them into a group of their own.
    """
    many = {number: [one for one, of in here.items() if of == number] for number in sorted(set(here.values()))}
    if not many:
        return {newcomer: 1}
    found = min(many, key=lambda number: (len(many[number]), number))
    if len(many[found]) <= size:
        return {**here, newcomer: found}
    fresh = max(many) + 1
    return {**here, many[found][-1]: fresh, newcomer: fresh}
