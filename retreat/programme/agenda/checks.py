"""What somebody who has run many retreats would say about a day. Pure: it points things out and forbids nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retreat.programme.agenda.laying import RESTS, Placed, Slot, end_of, lay_out, side_by_side

# Source: reference/domain.md, section 1.5: no more than 90 minutes without a break, 10 to 15 % slack, and convergent
# work never straight after lunch.
WITHOUT_BREAK_MAX = 90
SLACK_MIN_PERCENT = 10
AFTER_MEAL = 30
GAP_RESTS = 10
SHORT_DAY = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    Attributes:
        code: ``overlap``, ``same_place``, ``same_lead``, ``no_break``, ``after_meal``, ``too_short``, ``late`` or
            ``little_slack``.
        slot_ids: The lines that it is about, in order; none where it is about the whole day.
        minutes: How much it is: of overlap, without a break, into the session, missing, after the end, or to spare.
    """

    code: str
    slot_ids: tuple[str, ...]
    minutes: int


def look_over(slots: Sequence[Slot], starts_at: int, ends_at: int | None = None) -> tuple[Finding, ...]:
    """Everything to point out about a day, in the order in which it happens; the whole day's comes last.

    Args:
        ends_at: The end that people were promised, if any.
    """
    placed = lay_out(slots, starts_at)
    groups = list(side_by_side(placed))
    place_of = {one.slot.id: place for place, one in enumerate(placed)}
    found = [*_overlaps(groups), *_twice(groups), *_without_break(groups), *_after_meals(groups), *_too_short(placed)]
    found.sort(key=lambda one: place_of[one.slot_ids[0]])
    return (*found, *_whole_day(groups, starts_at, ends_at))


def slack_of(slots: Sequence[Slot], starts_at: int, ends_at: int | None = None) -> tuple[int, int]:
    """Spare minutes, and the minutes of the day without breaks and meals, of which they are a part."""
    groups = list(side_by_side(lay_out(slots, starts_at)))
    return _slack(groups, starts_at, ends_at)


def _overlaps(groups: Sequence[tuple[Placed, ...]]) -> Iterator[Finding]:
    for before, group in pairwise(groups):
        longest = max(before, key=lambda one: one.ends)
        if group[0].begins < longest.ends:
            yield Finding("overlap", (group[0].slot.id, longest.slot.id), longest.ends - group[0].begins)


def _twice(groups: Sequence[tuple[Placed, ...]]) -> Iterator[Finding]:
    for group in groups:
        for number, one in enumerate(group):
            for other in group[:number]:
                if _same(one.slot.place, other.slot.place):
                    yield Finding("same_place", (one.slot.id, other.slot.id), 0)
                if _same(one.slot.lead, other.slot.lead):
                    yield Finding("same_lead", (one.slot.id, other.slot.id), 0)


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def _without_break(groups: Sequence[tuple[Placed, ...]]) -> Iterator[Finding]:
    since: int | None = None
    over: str | None = None
    until = 0
    for group in groups:
        rests = all(one.slot.what in RESTS for one in group)
        if since is not None and (rests or group[0].begins - until >= GAP_RESTS):
            if over:
                yield Finding("no_break", (over,), until - since)
            since, over = None, None
        if rests:
            continue
        since = group[0].begins if since is None else since
        until = max(one.ends for one in group)
        if until - since > WITHOUT_BREAK_MAX and over is None:
            over = group[0].slot.id
    if over and since is not None:
        yield Finding("no_break", (over,), until - since)


def _after_meals(groups: Sequence[tuple[Placed, ...]]) -> Iterator[Finding]:
    ate: int | None = None
    for group in groups:
        for one in group:
            after = one.slot.converges_after
            if ate is not None and after is not None and one.begins + after - ate < AFTER_MEAL:
                yield Finding("after_meal", (one.slot.id,), max(0, one.begins + after - ate))
        if any(one.slot.what == "meal" for one in group):
            ate = max(one.ends for one in group if one.slot.what == "meal")


def _too_short(placed: Sequence[Placed]) -> Iterator[Finding]:
    for one in placed:
        if one.slot.steps_minutes is not None and one.slot.steps_minutes > one.slot.minutes:
            yield Finding("too_short", (one.slot.id,), one.slot.steps_minutes - one.slot.minutes)


def _whole_day(groups: Sequence[tuple[Placed, ...]], starts_at: int, ends_at: int | None) -> Iterator[Finding]:
    ends = end_of([one for group in groups for one in group], starts_at)
    if ends_at is not None and ends > ends_at:
        yield Finding("late", (), ends - ends_at)
    in_hand, worked = _slack(groups, starts_at, ends_at)
    if worked > SHORT_DAY and in_hand * 100 < worked * SLACK_MIN_PERCENT:
        yield Finding("little_slack", (), in_hand)


def _slack(groups: Sequence[tuple[Placed, ...]], starts_at: int, ends_at: int | None) -> tuple[int, int]:
    free, rested, in_hand = starts_at, 0, 0
    for group in groups:
        in_hand += max(0, group[0].begins - free)
        lasts = max(one.ends for one in group) - group[0].begins
        rested += lasts if all(one.slot.what in RESTS for one in group) else 0
        in_hand += lasts if all(one.slot.what == "slack" for one in group) else 0
        free = max(free, *(one.ends for one in group))
    end = max(free, ends_at or free)
    return in_hand + end - free, end - starts_at - rested
