"""Which passages match a query, and how often each term is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from retreat.search.texts.segment import Bools, Ints
from retreat.search.texts.snapshot import Counts, Hearing, Snapshot
from retreat.search.typed.tree import Branch, Field, Leaf, Near, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a condition such as ``speaker:`` leaves.

    Attributes:
        rows: Which passages may have a hit.
        hearing: Which of their stretches count; None for all.
    """

    rows: Bools
    hearing: Hearing | None = None


Resolve = Callable[[Field], Narrowing]


class Matcher:
    """Answers a query over one snapshot.

    Args:
        hearing: Whose words count; None for everybody's.
        resolve: What the query's own conditions leave.
    """

    def __init__(self, texts: Snapshot, resolve: Resolve, hearing: Hearing | None = None) -> None:
        """Nothing is asked yet."""
        self._texts = texts
        self._resolve = resolve
        self.hearing = hearing
        self._found: dict[tuple[Leaf, int], tuple[Hearing | None, Ints]] = {}

    def holds(self, node: Node, hearing: Hearing | None = None) -> Bools:
        """Which passages match a part of the query."""
        if isinstance(node, Leaf):
            return self._has(node, hearing)
        if isinstance(node, Near):
            return self._near(node, hearing)
        if isinstance(node, Field):
            return self._field(node, hearing)[0]
        if node.kind == "not":
            return self._not(node.parts[0], hearing)
        if node.kind == "or":
            return np.asarray(np.logical_or.reduce([self.holds(part, hearing) for part in node.parts]))
        return self._and(node.parts, hearing)

    def counts(self, leaf: Leaf, hearing: Hearing | None = None) -> Counts:
        """How often a term is in each passage."""
        if len(leaf.words) == 1:
            return self._texts.counts(self._numbers(leaf, 0), hearing)
        total = np.zeros(len(self._texts), np.float32)
        np.add.at(total, self._texts.rows_of(self.positions(leaf, hearing)), 1)
        return total

    def positions(self, leaf: Leaf, hearing: Hearing | None = None) -> Ints:
        """Where a term begins, on the line of all words; a phrase is looked for from its rarest word."""
        key = (leaf, id(hearing))
        if key not in self._found:
            texts, words = self._texts, [self._numbers(leaf, at) for at in range(len(leaf.words))]
            rarest = min(range(len(words)), key=lambda at: texts.occurrences(words[at]))
            found = texts.positions(words[rarest], hearing) - rarest
            for at in range(len(words)):
                if at != rarest and len(found):
                    found = found[texts.has_at(found + at, words[at], hearing)]
            self._found[key] = (hearing, found)  # held, so that its identity stays its own
        return self._found[key][1]

    def narrowing(self, node: Node | None) -> Hearing | None:
        """Whose words count for terms that no operator joins, as far as the query's own conditions say."""
        parts = node.parts if isinstance(node, Branch) and node.kind == "and" else (node,)
        hearing = self.hearing
        for part in parts:
            if isinstance(part, Field):
                hearing = both(hearing, self._resolve(part).hearing)
            elif isinstance(part, Branch) and part.kind == "not" and isinstance(part.parts[0], Field):
                hearing = both(hearing, _other(self._resolve(part.parts[0]).hearing))
        return hearing

    def _numbers(self, leaf: Leaf, at: int) -> Sequence[int]:
        vocabulary, word = self._texts.vocabulary, leaf.words[at]
        if leaf.is_prefix and at == len(leaf.words) - 1:
            return vocabulary.beginning(word)
        if leaf.is_phrase:
            number = vocabulary.number_of(word)
            return () if number is None else (number,)
        akin = [vocabulary.akin(word), *(vocabulary.akin(other) for other in leaf.others)]
        return tuple(dict.fromkeys(number for some in akin for number in some))

    def _has(self, leaf: Leaf, hearing: Hearing | None) -> Bools:
        if leaf.is_phrase or len(leaf.words) > 1:
            return self._texts.holding(self.positions(leaf, hearing))
        return np.asarray(self.counts(leaf, hearing) > 0)

    def _near(self, near: Near, hearing: Hearing | None) -> Bools:
        texts = self._texts
        found = np.zeros(len(texts), np.bool_)
        one, other = self.positions(near.one, hearing), self.positions(near.other, hearing)
        if not len(one) or not len(other):
            return found
        if near.unit == "turns":
            here, there = texts.turns_at(one), texts.turns_at(other)
            order = np.argsort(there, kind="stable")
            close = _closest(here, there[order], np.zeros(1, np.int64)) <= near.within
            found[texts.rows_of(one[close])] = True
            return found
        # Two words are near if the gap between them is small: the length of the first counts once.
        ahead = _closest(one, other, np.asarray([len(near.one.words) - 1]), is_ahead=True)
        behind = _closest(other, one, np.asarray([len(near.other.words) - 1]), is_ahead=True)
        found[texts.rows_of(one[ahead <= near.within])] = True
        found[texts.rows_of(other[behind <= near.within])] = True
        return found

    def _field(self, field: Field, hearing: Hearing | None) -> tuple[Bools, Hearing | None]:
        narrowing = self._resolve(field)
        return narrowing.rows, both(hearing, narrowing.hearing)

    def _and(self, parts: Sequence[Node], hearing: Hearing | None) -> Bools:
        """A condition on who speaks is also one on the words beside it."""
        found = np.ones(len(self._texts), np.bool_)
        rest: list[Node] = []
        for part in parts:
            if isinstance(part, Field):
                rows, hearing = self._field(part, hearing)
                found &= rows
            elif isinstance(part, Branch) and part.kind == "not" and isinstance(part.parts[0], Field):
                hearing = both(hearing, _other(self._resolve(part.parts[0]).hearing))
                found &= self._texts.heard(hearing) if hearing else self._not(part.parts[0], hearing)
            else:
                rest.append(part)
        for part in rest:
            found &= self.holds(part, hearing)
        return found

    def _not(self, inside: Node, hearing: Hearing | None) -> Bools:
        return ~self.holds(inside, hearing)


def both(one: Hearing | None, other: Hearing | None) -> Hearing | None:
    """Stretches that both count."""
    if one is None or other is None:
        return one or other
    return Hearing(stretches=[a & b for a, b in zip(one.stretches, other.stretches, strict=True)])


def _other(hearing: Hearing | None) -> Hearing | None:
    return None if hearing is None else Hearing(stretches=[~one for one in hearing.stretches])


def _closest(some: Ints, others: Ints, by: Ints, *, is_ahead: bool = False) -> Ints:
    """How far it is from each to the nearest of the others (ascending), or to the next one ahead."""
    far = np.iinfo(np.int64).max // 4
    from_here = some + by[0]
    at = np.searchsorted(others, from_here, "right")
    ahead = np.where(at < len(others), others[np.minimum(at, len(others) - 1)] - from_here, far)
    if is_ahead:
        return ahead
    before = np.where(at > 0, from_here - others[np.maximum(at - 1, 0)], far)
    return np.minimum(ahead, before)
