"""Every word that is in some passage, by number: with its stem, its beginning and how it sounds."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence

from retreat.search.texts.sounding import Sounds
from retreat.search.words import stem


class Vocabulary:
    """Words and their numbers, from 0. It only grows; a word of which nothing is left is found in no passage."""

    def __init__(self) -> None:
        """Empty."""
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        self._ordered: list[str] = []
        self._loose: list[str] = []
        self._sounds = Sounds()

    def __len__(self) -> int:
        return len(self.words)

    def numbers_of(self, words: Iterable[str]) -> list[int]:
        """The numbers of these folded words; new ones are added."""
        known = self._numbers
        return [known[word] if word in known else self._add(word) for word in words]

    def number_of(self, word: str) -> int | None:
        """The number of a word, if it is known."""
        return self._numbers.get(word)

    def akin(self, word: str) -> Sequence[int]:
        """The numbers of all words with the stem of this one."""
        return self._by_stem.get(stem(word), ())

    def beginning(self, start: str) -> list[int]:
        """The numbers of all words that begin like this."""
        self._settle()
        found = []
        at = bisect_left(self._ordered, start)
        while at < len(self._ordered) and self._ordered[at].startswith(start):
            found.append(self._numbers[self._ordered[at]])
            at += 1
        return found

    def alike(self, word: str) -> list[int]:
        """The numbers of words that look or sound like one that is not there, most similar first."""
        return self._sounds.like(word, self.words)

    def _add(self, word: str) -> int:
        number = len(self.words)
        self._numbers[word] = number
        self.words.append(word)
        self._by_stem[stem(word)].append(number)
        self._loose.append(word)
        return number

    def _settle(self) -> None:
        loose, self._loose = self._loose, []
        if len(loose) > 100:
            self._ordered = sorted([*self._ordered, *loose])
        else:
            for word in loose:
                insort(self._ordered, word)
