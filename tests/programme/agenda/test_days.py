"""A day laid out, looked over and run late: numbers in, numbers out."""

from __future__ import annotations

from typing import Any

import pytest

from retreat.programme.agenda.checks import look_over, slack_of
from retreat.programme.agenda.forecast import Ran, forecast
from retreat.programme.agenda.laying import Slot, clock_words, lay_out, minutes_of

NINE = 9 * 60


def slot(name: str, minutes: int, what: str = "session", **others: Any) -> Slot:
    return Slot(id=name, what=what, title=name, minutes=minutes, **others)


def times(*slots: Slot) -> list[str]:
    return [f"{one.slot.id} {clock_words(one.begins)}-{clock_words(one.ends)}" for one in lay_out(slots, NINE)]


def codes(*slots: Slot, ends_at: int | None = None) -> list[tuple[str, tuple[str, ...], int]]:
    return [(one.code, one.slot_ids, one.minutes) for one in look_over(slots, NINE, ends_at)]


def test_a_day_when_laid_out_then_each_follows_on_but_what_is_pinned_parallel_or_dropped() -> None:
    assert times(
        slot("a", 30),
        slot("gone", 60, is_dropped=True),
        slot("b", 45),
        slot("beside", 60, is_beside=True),
        slot("lunch", 45, "meal", at=12 * 60),
        slot("c", 20),
    ) == ["a 09:00-09:30", "b 09:30-10:15", "beside 09:30-10:30", "lunch 12:00-12:45", "c 12:45-13:05"]


@pytest.mark.parametrize(
    "slots,found",
    [
        ([slot("a", 60), slot("b", 30, at=9 * 60 + 45)], [("overlap", ("b", "a"), 15)]),
        ([slot("a", 60), slot("b", 60), slot("c", 20)], [("no_break", ("b",), 140)]),
        ([slot("a", 60), slot("tea", 15, "break"), slot("b", 60)], []),
        ([slot("a", 60), slot("b", 60, at=10 * 60 + 10)], []),
        ([slot("a", 60, place="Hall"), slot("b", 60, is_beside=True, place="hall ")], [("same_place", ("b", "a"), 0)]),
        ([slot("a", 60, lead="Jo"), slot("b", 60, is_beside=True, lead="jo")], [("same_lead", ("b", "a"), 0)]),
        ([slot("lunch", 45, "meal"), slot("b", 60, converges_after=10)], [("after_meal", ("b",), 10)]),
        ([slot("lunch", 45, "meal"), slot("b", 60, converges_after=40)], []),
        ([slot("a", 45, steps_minutes=60)], [("too_short", ("a",), 15)]),
    ],
)
def test_a_day_when_looked_over_then_what_experience_warns_of_is_pointed_out(
    slots: list[Slot], found: list[tuple[str, tuple[str, ...], int]]
) -> None:
    spare = slot("spare", 60, "slack")
    assert codes(*slots, slot("tea at the end", 15, "break"), spare) == found


def test_a_day_when_it_has_little_in_hand_or_ends_too_late_then_that_is_said_of_the_whole_day() -> None:
    day = [slot("a", 90), slot("tea", 15, "break"), slot("b", 90)]

    assert codes(*day) == [("little_slack", (), 0)]
    assert codes(*day, ends_at=12 * 60 + 35) == [] and slack_of(day, NINE, 12 * 60 + 35) == (20, 200)
    assert codes(*day, slot("spare", 20, "slack"), ends_at=12 * 60 + 30) == [
        ("no_break", ("spare",), 110),
        ("late", (), 5),
    ]


def test_a_day_when_a_session_runs_late_then_time_in_hand_is_used_up_before_the_end_moves() -> None:
    day = [
        slot("arrive", 30, "break"),
        slot("a", 60),
        slot("spare", 10, "slack"),
        slot("lunch", 30, "meal"),
        slot("b", 60),
        slot("gone", 60, is_dropped=True),
    ]
    ran = {"a": Ran(began=9 * 60 + 45), "b": Ran(began=None), "gone": Ran(began=None)}

    before = forecast(day, NINE, {name: Ran(None) for name in ran}, NINE + 10)
    during = forecast(day, NINE, ran, 10 * 60)
    eating = forecast(day, NINE, {**ran, "a": Ran(9 * 60 + 45, 10 * 60 + 45)}, 10 * 60 + 50)
    waiting = forecast(day, NINE, {**ran, "a": Ran(9 * 60 + 45, 10 * 60 + 45)}, 11 * 60 + 45)

    assert [line.state for line in before.lines] == ["now", "next", "later", "later", "later", "dropped"]
    assert (before.late_by, during.late_by, waiting.late_by) == (0, 5, 35)
    assert [line.state for line in during.lines] == ["done", "now", "next", "later", "later", "dropped"]
    assert during.lines[2].expected == (10 * 60 + 45, 10 * 60 + 45)
    assert [line.state for line in eating.lines] == ["done", "done", "done", "now", "next", "dropped"]
    assert [line.state for line in waiting.lines] == ["done", "done", "done", "done", "next", "dropped"]


@pytest.mark.parametrize("typed,read", [("09:30", 570), ("24:00", None), ("9.30", None), ("", None), ("09:75", None)])
def test_a_time_when_typed_then_it_is_read_or_refused(typed: str, read: int | None) -> None:
    assert minutes_of(typed) == read
