"""Places of words: a heard word is at its number times a wide step, words that people add are in between."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from retreat.transcripts.models import PLACES_BETWEEN, RecordedWord

_HALF = PLACES_BETWEEN // 2


def words_between(first: int, last: int) -> ColumnElement[bool]:
    """Words from one heard word to another, by their numbers, with what people added between and around them."""
    return RecordedWord.place.between(*places_between(first, last))


def places_between(first: int, last: int) -> tuple[int, int]:
    """The first and the last place of `words_between`."""
    return first * PLACES_BETWEEN - _HALF + 1, last * PLACES_BETWEEN + _HALF


def cell_of(place: int) -> int:
    """The number of the heard word at this place, or beside which the word here was added."""
    return (place + _HALF - 1) // PLACES_BETWEEN


def within(place: int, first: int, last: int) -> bool:
    """As `words_between`, for one place."""
    return first <= cell_of(place) <= last
