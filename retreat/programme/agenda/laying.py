"""The times of a day, laid out from the order of what happens in it. Pure.

Times of day are whole minutes since midnight by the hall's clock; what goes on past midnight has more than 1,440.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

WHATS: Mapping[str, str] = {
    "session": "Session",
    "input": "Input",
    "break": "Break",
    "meal": "Meal",
    "other": "Something else",
    "slack": "Spare time",
}
RESTS = frozenset({"break", "meal"})
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One line of a day.

    Attributes:
        what: One of ``WHATS``.
        at: When it has to begin, whatever comes before; None if it follows on.
        is_beside: Whether it begins together with the one before.
        converges_after: Minutes into it at which people begin to choose, sort or decide; None if they never do.
        steps_minutes: What the steps of its session take together; None if there is no session, or a step is untimed.
        is_dropped: Whether it does not happen; it takes no time then.
    """

    id: str
    what: str
    title: str
    minutes: int
    at: int | None = None
    is_beside: bool = False
    place: str = ""
    lead: str = ""
    converges_after: int | None = None
    steps_minutes: int | None = None
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A slot with its times."""

    slot: Slot
    begins: int
    ends: int


def lay_out(slots: Iterable[Slot], starts_at: int) -> tuple[Placed, ...]:
    """Everything that happens, in order, with its times; what was dropped is left out."""
    placed: list[Placed] = []
    together = free = starts_at
    for slot in slots:
        if slot.is_dropped:
            continue
        if not (slot.is_beside and placed):
            together = free if slot.at is None else slot.at
        ends = together + slot.minutes
        placed.append(Placed(slot, together, ends))
        free = max(free, ends)
    return tuple(placed)


def side_by_side(placed: Sequence[Placed]) -> Iterator[tuple[Placed, ...]]:
    """What happens at the same time, group by group, in order."""
    starts = [not (one.slot.is_beside and number) for number, one in enumerate(placed)]
    numbers = [sum(starts[: place + 1]) for place in range(len(starts))]
    for _, group in groupby(zip(numbers, placed, strict=True), key=lambda pair: pair[0]):
        yield tuple(one for _, one in group)


def end_of(placed: Sequence[Placed], starts_at: int) -> int:
    """When the last thing of the day ends."""
    return max((one.ends for one in placed), default=starts_at)


def clock_words(minutes: int) -> str:
    """A time of day as people read it: ``09:30``."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def minutes_of(clock: str) -> int | None:
    """A time of day as a browser sends it; None if it is none."""
    hours, colon, minutes = clock.strip().partition(":")
    if not (colon and hours.isascii() and hours.isdecimal() and minutes[:2].isascii() and minutes[:2].isdecimal()):
        return None
    found = int(hours[:3]) * 60 + int(minutes[:2])
    return found if int(hours[:3]) < 24 and int(minutes[:2]) < 60 else None
