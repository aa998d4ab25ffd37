"""Finds dates as people write and say them: “29/02/00”, “March 12, 1948”, “the third of April nineteen fifty-two”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_UP_TO_99 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)})"
_YEAR_SAID = (
    rf"(?:(?:nineteen|eighteen)[ -](?:{_UP_TO_99}|(?:oh|o)[ -](?:{'|'.join(_UNITS)})|hundred)"
    rf"|two thousand(?: and (?:{_UP_TO_99}|{'|'.join(_UNITS)}))?|twenty[ -]{_UP_TO_99})"
)
_MONTH = rf"(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)}|sept)\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_DAY_SAID = rf"(?:(?:twenty|thirty)[ -])?(?:{'|'.join(_ORDINALS)}|thirtieth)"
_YEAR = rf"(?P<year>\d{{4}}|['’]\d{{2}}|{_YEAR_SAID})"
_NUMERIC = re.compile(r"\b(?P<day>\d{1,2})(?P<sign>[./-])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_DAY_OF_MONTH = rf"(?:the )?(?:{_DAY}|{_DAY_SAID})(?: day)?(?: of)? {_MONTH}"
_MONTH_DAY = rf"{_MONTH.replace('P<month>', 'P<month2>')} (?:the )?(?:{_DAY.replace('P<day>', 'P<day2>')}|{_DAY_SAID})"
_IN_WORDS = re.compile(
    rf"\b(?:{_DAY_OF_MONTH}|{_MONTH_DAY})\b(?:,? ?(?:in )?{_YEAR}(?!\w))?",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(rf"\b(?:19\d{{2}}|20[0-2]\d|{_YEAR_SAID})\b", re.IGNORECASE)


def dates_in(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where dates stand: from, to (characters, half-open), and whether day, month and year are all there."""
    for pattern in (_NUMERIC, _ISO):
        for match in pattern.finditer(text):
            if is_date(int(match["day"]), int(match["month"]), int(match["year"])):
                yield match.start(), match.end(), True
    for match in _IN_WORDS.finditer(text):
        day = match["day"] or match["day2"]
        month = _month(match["month"] or match["month2"])
        year = _number(match["year"])
        if day is None or is_date(int(day), month, year):
            yield match.start(), match.end(), match["year"] is not None


def years_in(text: str) -> Iterator[tuple[int, int]]:
    """Where years stand: “1948”, “nineteen forty-eight”."""
    for match in _YEAR_ALONE.finditer(text):
        yield match.start(), match.end()


def is_date(day: int, month: int, year: int) -> bool:
    """Whether there is such a day; of a year in two digits, in either century."""
    return any(_exists(day, month, one) for one in ((year,) if year > 99 else (1900 + year, 2000 + year)))


def _exists(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _month(name: str) -> int:
    return next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name.lower()[:3]))


def _number(year: str | None) -> int:
    """A year that is said in words counts as a leap year, so that no day of it is doubted."""
    digits = "".join(character for character in year or "" if character.isdigit())
    return int(digits) if digits else 2000
