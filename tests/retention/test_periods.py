"""For how long things are kept: the day on which each ends, and numbers that cannot be kept. Pure."""

from __future__ import annotations

from datetime import date

import pytest

from retreat.consent.retention.periods import KINDS, checked, ends_on
from retreat.errors import InvalidInput


@pytest.mark.parametrize(
    ("last_day", "months", "wanted"),
    [
        (date(2026, 3, 5), 24, date(2028, 3, 5)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 3, 5), 10, date(2027, 1, 5)),
        (date(2026, 3, 5), 9, date(2026, 12, 5)),
    ],
)
def test_a_day_when_months_pass_then_something_ends_on_the_same_day_or_the_last_of_that_month(
    last_day: date, months: int, wanted: date
) -> None:
    assert ends_on(last_day, months) == wanted


def test_the_usual_periods_when_checked_then_they_can_be_kept() -> None:
    usual = {kind.name: kind.months for kind in KINDS.values()}

    assert checked(usual) == usual


@pytest.mark.parametrize(
    ("months", "code", "field"),
    [
        ({"sound": 0, "text": 12, "answers": 12}, "no_months", "sound"),
        ({"sound": 1, "text": 12, "answers": 601}, "no_months", "answers"),
        ({"sound": 13, "text": 12, "answers": 12}, "ends_too_soon", "text"),
        ({"sound": 12, "text": 12, "answers": 11}, "ends_too_soon", "answers"),
    ],
)
def test_periods_when_something_would_end_before_what_it_is_made_from_then_they_are_refused(
    months: dict[str, int], code: str, field: str
) -> None:
    """Seen red without the order: text came back from sound that stayed, and nobody's answers were known."""
    with pytest.raises(InvalidInput) as refused:
        checked(months)

    assert refused.value.code == code and list(refused.value.fields or {}) == [field]
