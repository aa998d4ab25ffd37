"""Reads what people type into the search field into a tree. Nothing that can be typed is an error. Pure.

Plain words are searched together and by meaning: none is required. ``"a phrase"`` is required word for word,
``-word`` and ``NOT word`` are excluded, ``speaker:``, ``session:``, ``sector:`` and ``role:`` narrow; with ``AND``,
``OR``, ``NEAR`` or brackets every part is required as written. What is not understood becomes a remark.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from retreat.search.typed.tokens import Cut, Token, tokens_of
from retreat.search.typed.tree import Branch, Field, Leaf, Near, Node, Query, Remark
from retreat.search.words import words_of

TERMS_MAX = 40
DEPTH_MAX = 20


@dataclass(slots=True)
class _Reader:
    cut: Cut
    strict: bool
    at: int = 0
    wanted: list[Leaf] = field(default_factory=list)
    refusing: int = 0

    def peek(self) -> str:
        return self.cut.tokens[self.at].kind if self.at < len(self.cut.tokens) else "end"

    def either(self, depth: int) -> Node | None:
        parts = [self.all(depth)]
        while self.peek() == "OR":
            self.at += 1
            if parts[-1] is None or self.peek() in ("end", "OR", "AND", ")"):
                self.cut.tell("lone_operator", "OR")
            parts.append(self.all(depth))
        return _joined("or", parts)

    def all(self, depth: int) -> Node | None:
        parts: list[Node | None] = []
        while self.peek() not in ("end", "OR") and not (depth and self.peek() == ")"):
            if self.peek() == "AND":
                self.at += 1
                if not parts or self.peek() in ("end", "OR", "AND", ")"):
                    self.cut.tell("lone_operator", "AND")
                continue
            if self.peek() == ")":
                self.at += 1
                self.cut.tell("bracket", ")")
                continue
            parts.append(self.one(depth))
        return _joined("and", parts)

    def one(self, depth: int) -> Node | None:
        token = self.cut.tokens[self.at]
        self.at += 1
        if token.kind == "NOT":
            return self.refused(depth)
        if token.kind == "(":
            return self.inside(depth)
        if token.kind == "near":
            self.cut.tell("lone_operator", token.text)
            return None
        if token.kind == "field":
            return Field(name=token.name, value=token.text)  # type: ignore[arg-type]
        leaf = self.leaf(token)
        if self.peek() == "near":
            return self.near(leaf)
        is_required = self.strict or self.refusing or leaf.is_phrase
        return leaf if is_required else None

    def leaf(self, token: Token) -> Leaf:
        leaf = Leaf(
            words=token.words, is_phrase=token.kind == "phrase", is_prefix=token.kind == "prefix", text=token.text
        )
        if not self.refusing:
            self.wanted.append(leaf)
        return leaf

    def near(self, leaf: Leaf) -> Node:
        """``a NEAR/5 b NEAR/5 c``: each is near the one before."""
        parts: list[Node] = []
        one = leaf
        while self.peek() == "near":
            near = self.cut.tokens[self.at]
            self.at += 1
            if self.peek() not in ("word", "phrase", "prefix"):
                self.cut.tell("lone_operator", near.text)
                break
            other = self.leaf(self.cut.tokens[self.at])
            self.at += 1
            parts.append(Near(one=one, other=other, within=near.within, unit=near.unit))
            one = other
        return _joined("and", list(parts)) or leaf

    def inside(self, depth: int) -> Node | None:
        if depth >= DEPTH_MAX:
            self.cut.tell("too_deep")
            return None
        found = self.either(depth + 1)
        if self.peek() == ")":
            self.at += 1
        else:
            self.cut.tell("bracket", "(")
        return found

    def refused(self, depth: int) -> Node | None:
        if self.peek() in ("end", "OR", "AND", ")", "near"):
            self.cut.tell("lone_operator", "NOT")
            return None
        if depth >= DEPTH_MAX:
            self.cut.tell("too_deep")
            return None
        self.refusing += 1
        inside = self.one(depth + 1)
        self.refusing -= 1
        return Branch(kind="not", parts=(inside,)) if inside is not None else None


def read_query(typed: str) -> Query:
    """Parse whatever was typed."""
    cut = tokens_of(typed)
    # An operator word with nothing to join, such as a lone AND or OR, is only a word.
    if not any(token.words or token.kind == "field" for token in cut.tokens):
        plain = (token for token in cut.tokens if token.kind in ("AND", "OR", "NOT", "near") and token.text != "-")
        cut.tokens = [Token(kind="word", words=tuple(words_of(token.text))[:1], text=token.text) for token in plain]
    strict = _is_strict(cut.tokens)
    if not strict:
        cut.tokens = [token for token in cut.tokens if token.kind not in ("(", ")")]
    reader = _Reader(cut=cut, strict=strict)
    required = reader.either(0)
    if len(reader.wanted) > TERMS_MAX:
        cut.tell("too_long")
    wanted = reader.wanted[:TERMS_MAX]
    terms = {(leaf.words, leaf.is_prefix): leaf for leaf in reversed(wanted)}
    return Query(
        text=" ".join(word for leaf in wanted for word in leaf.words),
        terms=tuple(reversed(terms.values())),
        required=required,
        remarks=_once(cut.remarks),
    )


def _is_strict(tokens: list[Token]) -> bool:
    """Whether this is a boolean formula; brackets alone may belong to an ordinary sentence."""
    kinds = [token.kind for token in tokens]
    return "AND" in kinds or "OR" in kinds or ("NOT", "(") in pairwise(kinds)


def _joined(kind: Literal["and", "or"], parts: list[Node | None]) -> Node | None:
    real = tuple(part for part in parts if part is not None)
    if not real:
        return None
    return real[0] if len(real) == 1 else Branch(kind=kind, parts=real)


def _once(remarks: list[Remark]) -> tuple[Remark, ...]:
    return tuple(dict.fromkeys(remarks))
