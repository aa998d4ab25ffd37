"""A day as it goes: the plan against what has happened so far, and when the day will end at this rate. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retreat.programme.agenda.laying import Placed, Slot, end_of, lay_out, side_by_side


@dataclass(frozen=True, slots=True)
class Ran:
    """When a session was opened and ended, in minutes since midnight; None where it was not."""

    began: int | None
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A slot of the day, planned and expected.

    Attributes:
        state: ``done``, ``now``, ``next``, ``later``, ``passed`` (it never began, and something after it did) or
            ``dropped``.
    """

    slot: Slot
    planned: tuple[int, int] | None
    expected: tuple[int, int] | None
    state: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day, line by line, and its end as planned, as promised and as it looks now."""

    lines: tuple[Line, ...]
    planned_end: int
    expected_end: int

    @property
    def late_by(self) -> int:
        """Minutes by which the day will end later than planned; negative if it will end earlier."""
        return self.expected_end - self.planned_end


def forecast(
    slots: Sequence[Slot], starts_at: int, ran: Mapping[str, Ran], now: int, ends_at: int | None = None
) -> Forecast:
    """How the day goes.

    A session begins when somebody opens it. Everything else begins by itself once what was before it has ended.

    Args:
        ran: For each slot that has a session, when that session ran; slots without one are left out.
        now: Minutes since midnight.
        ends_at: The end that people were promised; without one, it is when the last slot is planned to end.
    """
    placed = lay_out(slots, starts_at)
    groups = list(side_by_side(placed))
    begun = [number for number, group in enumerate(groups) if any(_began(one, ran) is not None for one in group)]
    last = begun[-1] if begun else -1
    found: dict[str, Line] = {}
    free, waits = starts_at, False
    for number, group in enumerate(groups):
        ends = free
        for one in group:
            expected, state = _expected(one, ran, free=free, now=now, before=number < last, waits=waits)
            found[one.slot.id] = Line(one.slot, (one.begins, one.ends), expected, state)
            ends = max(ends, expected[1]) if expected else ends
        free = ends
        waits = waits or any(found[one.slot.id].state in ("now", "later") for one in group)
    lines = _with_next([found.get(slot.id) or Line(slot, None, None, "dropped") for slot in slots])
    planned = end_of(placed, starts_at)
    return Forecast(lines, ends_at if ends_at is not None else planned, free)


def _began(one: Placed, ran: Mapping[str, Ran]) -> int | None:
    return ran[one.slot.id].began if one.slot.id in ran else None


def _expected(
    one: Placed, ran: Mapping[str, Ran], *, free: int, now: int, before: bool, waits: bool
) -> tuple[tuple[int, int] | None, str]:
    began = _began(one, ran)
    if began is not None:
        ended = ran[one.slot.id].ended
        if ended is not None:
            return (began, ended), "done"
        return (began, max(began + one.slot.minutes, now)), "now"
    has_session = one.slot.id in ran
    if before:
        return None, "passed" if has_session else "done"
    begins = max(free, one.slot.at or 0)
    minutes = one.slot.minutes
    if one.slot.what == "slack":
        # What is in hand is used up before anything after it begins later.
        minutes = max(0, minutes - max(0, begins - one.begins))
    if waits or begins > now:
        return (begins, begins + minutes), "later"
    if has_session:
        begins = max(begins, now)
        return (begins, begins + minutes), "later"
    state = "done" if begins + minutes <= now else "now"
    return (begins, begins + minutes), state


def _with_next(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The first that is still to come is next, and so is what happens beside it."""
    told: list[Line] = []
    met = False
    for line in lines:
        is_next = line.state == "later" and (
            not met or (line.slot.is_beside and bool(told) and told[-1].state == "next")
        )
        met = met or is_next
        told.append(Line(line.slot, line.planned, line.expected, "next") if is_next else line)
    return tuple(told)
