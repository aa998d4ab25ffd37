"""Splits texts into words, folds them and reduces them to stems, alike for texts, queries and marks. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

# A letter may carry its marks beside it. A sign of money is a word, so that £12.50 is found as it is written.
_WORD = re.compile(r"[£$€]|(?:[^\W_][\u0300-\u036f]*)+")
_PLAIN = re.compile(r"[£$€]|[^\W_]+")
_MARKS = re.compile(r"[\u0300-\u036f]")
_WITHOUT_MARKS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_stemmer = snowballstemmer.stemmer("porter")

# British and American spellings of one word share a stem.
_SPELLINGS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"(?<=..[^aeiou])our(?=(s|ed|ing|er|ers|ful|able|ite|al|hood|hoods|y|ism|less)?$)", "or"),
        (r"(?<=vi)our(?=(s|al|ally)?$)", "or"),
        (r"iz(?=(e|es|ed|er|ers|ing|ation|ations|ational)$)", "is"),
        (r"(?<=[al])yz(?=(e|es|ed|er|ers|ing)$)", "ys"),
        (r"(?<=[a-z]{2}[tb])re(?=s?$)", "er"),
        (r"^(defen|offen|preten|licen)c(?=e)", r"\1s"),
        (r"^practis(?=e|i)", "practic"),
        (r"^programme(?=s?$)", "program"),
        (r"^(che)que(?=s?$)", r"\1ck"),
        (r"^grey", "gray"),
    )
)
# What somebody is able to do is another thing than what they do: “employers” is not “employability”.
_ABLE = re.compile(r"(?:abilit(?:y|ies)|ibilit(?:y|ies)|able|ible|ably|ibly)$")
_ABLE_AFTER = 4

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


def folded(text: str) -> str:
    """The text without case and without marks on letters, which people type or leave out."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", split)).translate(_WITHOUT_MARKS)


def words_of(text: str) -> list[str]:
    """The words of a text, folded: letters and digits, and signs of money."""
    return _PLAIN.findall(folded(text))


def spans_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word folded, with its half-open span of characters."""
    for found in _WORD.finditer(text):
        yield folded(found.group()), found.start(), found.end()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded word: by Porter's rules, the same for British and American spellings."""
    for pattern, put in _SPELLINGS:
        word = pattern.sub(put, word)
    able = _ABLE.search(word)
    if able is not None and able.start() >= _ABLE_AFTER:
        return str(_stemmer.stemWord(word[: able.start()])) + "+able"
    return str(_stemmer.stemWord(word))


def telling(words: list[str]) -> list[str]:
    """The words worth searching for; all of them if none is."""
    kept = [word for word in words if word not in EMPTY_WORDS]
    return kept or words


def has_phrase(text_words: list[str], phrase: tuple[str, ...]) -> bool:
    """Whether exactly these words occur in this order, one after the other."""
    length = len(phrase)
    return any(tuple(text_words[at : at + length]) == phrase for at in range(len(text_words) - length + 1))
