"""The kinds of things that are kept, for how many months each, and when that ends. Pure.

Sound ends first, then the text that is made from it, then the answers that say who may read that text: each can be
made again from what ends before it, or says nothing without what ends after it.
"""

from __future__ import annotations

import itertools
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from retreat.errors import InvalidInput

SOUND: Final = "sound"
TEXT: Final = "text"
ANSWERS: Final = "answers"
LOGS: Final = "logs"
BACKUPS: Final = "backups"

MONTHS_MAX: Final = 600
_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of things that end together.

    Attributes:
        called: What it is called at the beginning of a line.
        inside: The same inside a sentence.
        holds: What belongs to it.
        months: For how many it is kept after the last day of an event, unless the programme says otherwise.
    """

    name: str
    called: str
    inside: str
    holds: str
    months: int


# In the order in which they end. Logs and backups end by themselves: see the settings.
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name=SOUND,
            called="Sound",
            inside="sound",
            holds="Audio recordings, and everything that is played or heard from them.",
            months=2 * _YEAR,
        ),
        Kind(
            name=TEXT,
            called="Text",
            inside="text",
            holds="What people said, as text, what they wrote, and whatever repeats it.",
            months=10 * _YEAR,
        ),
        Kind(
            name=ANSWERS,
            called="Answers and names",
            inside="answers and names",
            holds="Who took part, how they describe themselves, and what they agreed to.",
            months=10 * _YEAR,
        ),
    )
}


def ends_on(last_day: date, months: int) -> date:
    """The day on which something ends that is kept for so many months after a day.

    In a month without such a day, it is that month's last.
    """
    year, month = divmod(last_day.month - 1 + months, _YEAR)
    year, month = last_day.year + year, month + 1
    return date(year, month, min(last_day.day, monthrange(year, month)[1]))


def checked(months: Mapping[str, int]) -> dict[str, int]:
    """The same months, by kind, if they can be kept.

    Args:
        months: Of every kind.
    Raises:
        InvalidInput: A number is out of bounds, or something would end before what it is made from.
    """
    for name, count in months.items():
        if not 1 <= count <= MONTHS_MAX:
            raise InvalidInput(
                f"Please choose between 1 and {MONTHS_MAX} months.", code="no_months", fields={name: "out of bounds"}
            )
    names = list(KINDS)
    for first, then in itertools.pairwise(names):
        if months[then] < months[first]:
            raise InvalidInput(
                f"{KINDS[then].called} must be kept for at least as long as {KINDS[first].inside}.",
                code="ends_too_soon",
                fields={then: f"at least {months[first]} months"},
            )
    return dict(months)


def in_words(months: int) -> str:
    """“2 years”, “18 months”."""
    if months % _YEAR == 0:
        return "1 year" if months == _YEAR else f"{months // _YEAR} years"
    return "1 month" if months == 1 else f"{months} months"
