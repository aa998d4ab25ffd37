"""How many words a machine got wrong, measured against people's corrections. Pure arithmetic."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np


def plain_words(texts: Iterable[str]) -> list[str]:
    """Words without case, punctuation and accents; hyphenated words count as two, punctuation alone as none."""
    found: list[str] = []
    for text in texts:
        folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
        parted = "".join(letter if letter.isalnum() or letter == "'" else _gap(letter) for letter in folded)
        found += [word for part in parted.split() if (word := part.strip("'"))]
    return found


def _gap(letter: str) -> str:
    """A combining accent leaves no gap."""
    return "" if unicodedata.combining(letter) else " "


def wrong_words(heard: Sequence[str], right: Sequence[str]) -> int:
    """The smallest number of words to add, remove or change to get from the machine's words to the right ones."""
    start = 0
    while start < min(len(heard), len(right)) and heard[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(heard), len(right)) - start and heard[-1 - end] == right[-1 - end]:
        end += 1
    one, other = heard[start : len(heard) - end], right[start : len(right) - end]
    if not one or not other:
        return len(one) + len(other)
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*one, *other]))}
    facing = np.array([numbers[word] for word in other])
    steps = np.arange(len(other) + 1)
    before = steps
    for row, word in enumerate(one, 1):
        now = np.empty_like(before)
        now[0] = row
        now[1:] = np.minimum(before[1:] + 1, before[:-1] + (facing != numbers[word]))
        before = np.minimum.accumulate(now - steps) + steps
    return int(before[-1])
