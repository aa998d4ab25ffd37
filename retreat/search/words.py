"""Splits texts into words and reduces them to stems, for queries and for marking the words of a hit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
_stemmer = snowballstemmer.stemmer("porter")

# Words that carry no topic, and words that only introduce a question about a talk.
EMPTY_WORDS = frozenset(
    [
        "a",
        "about",
        "according",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "asked",
        "at",
        "be",
        "because",
        "been",
        "but",
        "by",
        "can",
        "conclude",
        "concluded",
        "could",
        "d",
        "describe",
        "described",
        "did",
        "discuss",
        "discussed",
        "discussing",
        "discussion",
        "do",
        "does",
        "doing",
        "during",
        "each",
        "for",
        "from",
        "group",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "introduce",
        "introduced",
        "is",
        "it",
        "its",
        "just",
        "let",
        "like",
        "ll",
        "m",
        "me",
        "meeting",
        "mention",
        "mentioned",
        "members",
        "mm",
        "more",
        "most",
        "my",
        "no",
        "nor",
        "not",
        "of",
        "off",
        "ok",
        "okay",
        "on",
        "or",
        "opinion",
        "opinions",
        "other",
        "our",
        "out",
        "over",
        "own",
        "re",
        "reason",
        "s",
        "said",
        "same",
        "say",
        "saying",
        "says",
        "she",
        "should",
        "so",
        "some",
        "speak",
        "speaking",
        "such",
        "summarise",
        "summarised",
        "summarize",
        "summarized",
        "t",
        "talk",
        "talked",
        "talking",
        "team",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "think",
        "thinking",
        "thinks",
        "this",
        "those",
        "thought",
        "through",
        "to",
        "too",
        "uh",
        "um",
        "under",
        "until",
        "up",
        "us",
        "ve",
        "very",
        "was",
        "we",
        "well",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "yeah",
        "yes",
        "you",
        "your",
    ]
)


def words_of(text: str) -> list[str]:
    """The words of a text, folded: letters and digits only."""
    return [found.group().casefold() for found in _WORD.finditer(text)]


def spans_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word folded, with its half-open span of characters."""
    for found in _WORD.finditer(text):
        yield found.group().casefold(), found.start(), found.end()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a folded word, by Porter's rules, as both indexes use them."""
    return str(_stemmer.stemWord(word))


def telling(words: list[str]) -> list[str]:
    """The words worth searching for; all of them if none is."""
    kept = [word for word in words if word not in EMPTY_WORDS]
    return kept or words


def has_phrase(text_words: list[str], phrase: tuple[str, ...]) -> bool:
    """Whether exactly these words occur in this order, one after the other."""
    length = len(phrase)
    return any(tuple(text_words[at : at + length]) == phrase for at in range(len(text_words) - length + 1))
