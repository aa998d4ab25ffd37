"""Which words of a text a query found, to be marked where it is shown and to begin its sound there. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from retreat.search.typed.tree import Leaf
from retreat.search.words import spans_of, stem


def found_in(words: Sequence[str], terms: Sequence[Leaf]) -> set[int]:
    """The places of the folded words that some term matches: of a phrase, all of its words where they are in a row."""
    found: set[int] = set()
    for term in terms:
        length = len(term.words)
        for at in range(len(words) - length + 1):
            if all(_is(term, n, words[at + n]) for n in range(length)):
                found.update(range(at, at + length))
    return found


def marked(text: str, terms: Sequence[Leaf]) -> list[tuple[str, bool]]:
    """The text in parts, those that were looked for marked."""
    spans = list(spans_of(text))
    found = found_in([word for word, _start, _end in spans], terms)
    parts: list[tuple[str, bool]] = []
    at = 0
    for n, (_word, start, end) in enumerate(spans):
        if n in found:
            parts += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def _is(term: Leaf, n: int, word: str) -> bool:
    wanted = term.words[n]
    if term.is_prefix and n == len(term.words) - 1:
        return word.startswith(wanted)
    return word == wanted if term.is_phrase else stem(word) in {stem(one) for one in (wanted, *term.others)}
