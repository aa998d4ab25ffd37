"""Loops of the same words: finds them, and writes them once. Pure; must never know any sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from transcription.types import Word

_LONGEST_PATTERN_WORDS = 6
# In 390,000 words of recorded talk, nobody repeats one word more often, or several words more than four times.
_ONE_WORD_ROUNDS = 10
_PATTERN_ROUNDS = 6


def repeats(texts: Sequence[str]) -> bool:
    """Whether one to six words come three times or more in a row (single words: five times)."""
    said = [plain(text) for text in texts]
    for size in range(1, _LONGEST_PATTERN_WORDS + 1):
        needed = 5 if size == 1 else 3
        run = 0
        for index in range(size, len(said)):
            run = run + 1 if said[index] == said[index - size] else 0
            if run >= size * (needed - 1):
                return True
    most = Counter(said).most_common(1)
    return bool(most) and len(said) >= 12 and most[0][1] / len(said) > 0.5


def without_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, with loops written once.

    With many voices at once, or in the wrong language, a recogniser falls into a loop and gets surer with every round.
    """
    kept = list(words)
    for size in range(1, _LONGEST_PATTERN_WORDS + 1):
        rounds = _ONE_WORD_ROUNDS if size == 1 else _PATTERN_ROUNDS
        texts = [plain(word.text) for word in kept]
        again = [index >= size and text == texts[index - size] for index, text in enumerate(texts)]
        index = 0
        while index < len(kept):
            after = next((at for at in range(index, len(again)) if not again[at]), len(again))
            if after - index >= size * (rounds - 1):
                del kept[index:after], again[index:after]
            else:
                index = after + 1
    return tuple(kept)


def plain(text: str) -> str:
    """A word in lower case, without punctuation around it."""
    return text.strip(".,?!;:…\"'").casefold()
