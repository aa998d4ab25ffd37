"""Words of a narrative that went back to the partner: places stay, and lines that they approved. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

Span = Sequence[int]

_GAP = re.compile(r"\s{2,}")


def kept_words(text: str, approved: Sequence[Span]) -> str:
    """The text with a space for each code point that does not stay, so that every place in it stays where it is."""
    stays = [any(begins <= at < ends for begins, ends in approved) for at in range(len(text))]
    return "".join(letter if letter == "\n" or stays[at] else " " for at, letter in enumerate(text))


def returned_on(at: datetime | None) -> str:
    """What stands in the place of words that went back; empty if they are here."""
    if at is None:
        return ""
    day = at.astimezone()
    return f"text returned to partner on {day.day} {day:%B %Y}"


def said_at(text: str, begins: int, ends: int, returned_at: datetime | None) -> str:
    """The words at a place; of a text that went back, what the partner approved, or that it went back."""
    words = text[begins:ends]
    if returned_at is None:
        return words
    return " … ".join(filter(None, (part.strip() for part in _GAP.split(words)))) or returned_on(returned_at)
