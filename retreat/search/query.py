"""Parses what people type into the search field into a tree. Nothing that can be typed is an error. Pure.

Plain words are searched together and by meaning: none is required. ``"a phrase"`` is required word for word,
``-word`` and ``NOT word`` are excluded; with ``AND``, ``OR`` or brackets every part is required as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from retreat.search.words import telling, words_of

TERMS_MAX = 40
_TOKEN = re.compile(r'(-?)(?:"([^"]*)"?|[“„«]([^”“»]*)[”“»]?|(\()|([^\s()"“”„«»]+))|(\))')
_OPERATORS = {"AND", "OR", "NOT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One word, or several in a row."""

    words: tuple[str, ...]
    is_phrase: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Parts joined by one operator; ``not`` has one part."""

    kind: Literal["and", "or", "not"]
    parts: tuple[Node, ...]


Node = Leaf | Branch
_Token = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A read query.

    Attributes:
        text: What to compare by meaning: the words without operators and excluded parts.
        terms: The words that rank, in order, each once.
        required: The condition that every hit must meet, if any.
    """

    text: str
    terms: tuple[str, ...]
    required: Node | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not self.terms and self.required is None


@dataclass(slots=True)
class _Reader:
    tokens: list[_Token]
    strict: bool
    at: int = 0
    wanted: list[str] = field(default_factory=list)
    refusing: int = 0

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else "end"

    def either(self, depth: int) -> Node | None:
        parts = [self.all(depth)]
        while self.peek() == "OR":
            self.at += 1
            parts.append(self.all(depth))
        return _joined("or", parts)

    def all(self, depth: int) -> Node | None:
        parts: list[Node | None] = []
        while self.peek() not in ("end", "OR") and not (depth and self.peek() == ")"):
            if self.peek() in ("AND", ")"):
                self.at += 1
                continue
            parts.append(self.one(depth))
        return _joined("and", parts)

    def one(self, depth: int) -> Node | None:
        kind, words = self.tokens[self.at]
        self.at += 1
        if kind == "NOT":
            return self.refused(depth)
        if kind == "(":
            inside = self.either(depth + 1)
            if self.peek() == ")":
                self.at += 1
            return inside
        if not self.refusing:
            self.wanted.extend(words)
        if kind == "phrase":
            return Leaf(words=words, is_phrase=True)
        required = self.strict or self.refusing
        return _joined("and", [Leaf(words=(word,)) for word in words]) if required else None

    def refused(self, depth: int) -> Node | None:
        if self.peek() in ("end", "OR", "AND", ")"):
            return None
        self.refusing += 1
        inside = self.one(depth)
        self.refusing -= 1
        return Branch(kind="not", parts=(inside,)) if inside is not None else None


def read_query(typed: str) -> Query:
    """Parse whatever was typed."""
    tokens = _tokens(typed)
    strict = _is_strict(tokens)
    if not strict:
        tokens = [token for token in tokens if token[0] not in "()"]
    reader = _Reader(tokens=tokens, strict=strict)
    required = reader.either(0)
    wanted = reader.wanted[:TERMS_MAX]
    terms = tuple(dict.fromkeys(telling(wanted)))
    return Query(text=" ".join(wanted), terms=terms, required=required)


def _tokens(typed: str) -> list[_Token]:
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(typed):
        token = _token(found)
        if token is not None:
            tokens += [("NOT", ()), token] if found.group(1) else [token]
    tokens = tokens[: TERMS_MAX * 3]
    # An operator word with nothing to join, such as a lone AND or OR, is only a word.
    if not any(words for _kind, words in tokens):
        return [("words", (kind.casefold(),)) for kind, _words in tokens if kind in _OPERATORS]
    return tokens


def _token(found: re.Match[str]) -> _Token | None:
    quoted = found.group(2) if found.group(2) is not None else found.group(3)
    if quoted is not None:
        words = tuple(words_of(quoted))[:TERMS_MAX]
        return ("phrase", words) if words else None
    if found.group(4) or found.group(6):
        return ("(" if found.group(4) else ")", ())
    plain = found.group(5)
    if plain in _OPERATORS and not found.group(1):
        return (plain, ())
    words = tuple(words_of(plain))
    return ("words", words) if words else None


def _is_strict(tokens: list[_Token]) -> bool:
    """Whether this is a boolean formula; brackets alone may belong to an ordinary sentence."""
    kinds = [kind for kind, _words in tokens]
    return "AND" in kinds or "OR" in kinds or ("NOT", "(") in pairwise(kinds)


def _joined(kind: Literal["and", "or"], parts: list[Node | None]) -> Node | None:
    real = tuple(part for part in parts if part is not None)
    if not real:
        return None
    return real[0] if len(real) == 1 else Branch(kind=kind, parts=real)
