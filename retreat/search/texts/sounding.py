"""Words that sound or look like one that nobody said: names are typed, and heard, in many ways. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LEAST_CHARS = 4
_LONG_FROM = 7
_MOST = 400
# Two spellings of one sound may differ in more letters than a slip of the finger.
_BY_EAR = 4
_CONSONANTS = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_PLACE = {letter: n for n, letter in enumerate(_LETTERS)}

# By ear, in English and Welsh: “Dafydd” and “Davith”, “Siân” and “Shan”, “Rhys” and “Reece”.
_SOUNDS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"^(?:kn|gn)", "n"),
        (r"^wr", "r"),
        (r"rh", "r"),
        (r"ph|ff|f|v", "f"),
        (r"tch|sh|sch|ch(?=[ei])|si(?=[aou])|ti(?=on)", "x"),
        (r"gh(?=t|$)", ""),
        (r"dd|th", "d"),
        (r"ck|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"[cg](?=h)", "k"),
        (r"c", "k"),
        (r"[z]", "s"),
        (r"x(?!$)", "x"),
        (r"h", ""),
        (r"(?<!^)[aeiouwy]", ""),
        (r"^[aeiouwy]", "a"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=100_000)
def sound_of(word: str) -> str:
    """A folded word by ear: its consonants, and whether it begins with a vowel."""
    for pattern, put in _SOUNDS:
        word = pattern.sub(put, word)
    return word


def distance(one: str, other: str, most: int) -> int:
    """How many letters are added, left out, changed or swapped with the next; ``most + 1`` for any more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    earlier: list[int] = []
    before = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for n, its in enumerate(other, 1):
            cost = min(before[n] + 1, row[n - 1] + 1, before[n - 1] + (letter != its))
            if at > 1 and n > 1 and letter == other[n - 2] and one[at - 2] == its:
                cost = min(cost, earlier[n - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        earlier, before = before, row
    return min(before[-1], most + 1)


class Sounds:
    """Finds the words of a growing list that are like a word which is not among them."""

    def __init__(self) -> None:
        """Empty."""
        self._seen = 0
        self._bags: NDArray[np.int8] = np.zeros((0, len(_LETTERS)), np.int8)
        self._by_sound: dict[str, list[int]] = defaultdict(list)

    def like(self, word: str, words: Sequence[str]) -> list[int]:
        """Numbers of similar words, the most similar first."""
        if len(word) < LEAST_CHARS:
            return []
        self._follow(words)
        most = 2 if len(word) >= _LONG_FROM else 1
        near = np.flatnonzero(np.abs(self._bags - _bag(word)).sum(axis=1, dtype=np.int32) <= 2 * most)
        found: dict[int, tuple[int, int]] = {}
        for number in near[:_MOST].tolist():
            apart = distance(word, words[number], most)
            if apart <= most and words[number][0] == word[0] and len(words[number]) >= LEAST_CHARS - 1:
                found[number] = (apart, 0)
        sound = sound_of(word)
        for number in self._by_sound.get(sound, ())[:_MOST] if len(sound) >= _CONSONANTS else ():
            apart = distance(word, words[number], _BY_EAR)
            if apart <= _BY_EAR and number not in found and len(words[number]) >= LEAST_CHARS - 1:
                found[number] = (apart, 1)
        return sorted((number for number in found if words[number] != word), key=lambda one: (*found[one], words[one]))

    def _follow(self, words: Sequence[str]) -> None:
        fresh = words[self._seen :]
        if not fresh:
            return
        self._bags = np.vstack([self._bags, *(_bag(word)[None, :] for word in fresh)])
        for number, word in enumerate(fresh, self._seen):
            self._by_sound[sound_of(word)].append(number)
        self._seen = len(words)


def _bag(word: str) -> NDArray[np.int8]:
    bag = np.zeros(len(_LETTERS), np.int8)
    for letter in word[:60]:
        if letter in _PLACE:
            bag[_PLACE[letter]] += 1
    return bag
