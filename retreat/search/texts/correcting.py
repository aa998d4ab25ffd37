"""Words of a query that are nowhere in what may be read: searched as the words there that sound or look like them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retreat.search.texts.segment import Bools
from retreat.search.texts.snapshot import Snapshot
from retreat.search.typed.tree import Branch, Leaf, Near, Node, Query
from retreat.search.words import stem

_OTHERS_MAX = 3
_TRIED_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A word that nobody said, and what was searched instead, most similar first."""

    typed: str
    instead: tuple[str, ...]


def corrected(query: Query, texts: Snapshot, scope: Bools) -> tuple[Query, tuple[Correction, ...]]:
    """The query with words that do occur in scope. Phrases in quotation marks stay as they are.

    Only words that this reader may read are offered, so that nothing is told by a suggestion.
    """
    known: dict[str, tuple[str, ...]] = {}

    def others(word: str) -> tuple[str, ...]:
        if word not in known:
            known[word] = () if _occurs(texts, texts.vocabulary.akin(word), scope) else _alike(texts, word, scope)
        return known[word]

    def leaf(one: Leaf) -> Leaf:
        if one.is_phrase or one.is_prefix or len(one.words) > 1:
            return one
        found = others(one.words[0])
        return replace(one, others=found) if found else one

    required = None if query.required is None else _mapped(query.required, leaf)
    terms = tuple(leaf(term) for term in query.terms)
    said = tuple(Correction(typed=word, instead=found) for word, found in known.items() if found)
    return replace(query, terms=terms, required=required), said


def _mapped(node: Node, leaf: Callable[[Leaf], Leaf]) -> Node:
    if isinstance(node, Leaf):
        return leaf(node)
    if isinstance(node, Near):
        return replace(node, one=leaf(node.one), other=leaf(node.other))
    if isinstance(node, Branch) and node.kind != "not":
        return replace(node, parts=tuple(_mapped(part, leaf) for part in node.parts))
    return node


def _occurs(texts: Snapshot, words: Sequence[int], scope: Bools) -> bool:
    return bool(len(words)) and bool(np.any(texts.counts(tuple(words))[scope]))


def _alike(texts: Snapshot, word: str, scope: Bools) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for number in texts.vocabulary.alike(word)[:_TRIED_MAX]:
        other = texts.vocabulary.words[number]
        if stem(other) not in found and _occurs(texts, texts.vocabulary.akin(other), scope):
            found[stem(other)] = other
        if len(found) == _OTHERS_MAX:
            break
    return tuple(found.values())
