"""The parts of a query. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FieldName = Literal["speaker", "session", "sector", "role"]
FIELDS: tuple[FieldName, ...] = ("speaker", "session", "sector", "role")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One word, several in a row, or the beginning of a word.

    Attributes:
        words: Folded, in order.
        is_phrase: In quotation marks: exactly these words, no stems.
        is_prefix: The last word is only the beginning of one.
        text: As it was typed, for people.
        others: Words that count as well, because the word itself is nowhere.
    """

    words: tuple[str, ...]
    is_phrase: bool = False
    is_prefix: bool = False
    text: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Two parts not further apart than this, in either order.

    Attributes:
        within: How many words, or turns, from one to the other: neighbours are 1 apart.
    """

    one: Leaf
    other: Leaf
    within: int
    unit: Literal["words", "turns"] = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A condition on who spoke or wrote, or where: ``speaker:"Ana Lee"``."""

    name: FieldName
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Parts joined by one operator; ``not`` has one part."""

    kind: Literal["and", "or", "not"]
    parts: tuple[Node, ...]


Node = Leaf | Near | Field | Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What was not understood, or is read in another way than somebody may think.

    Attributes:
        code: For programs and tests.
        text: What was typed there.
    """

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A read query.

    Attributes:
        text: What to compare by meaning: the words without operators, conditions and excluded parts.
        terms: What ranks, in order, each once.
        required: The condition that every hit must meet, if any.
        remarks: What people have to be told.
    """

    text: str
    terms: tuple[Leaf, ...]
    required: Node | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not self.terms and self.required is None


def fields_in(node: Node | None) -> Iterator[Field]:
    """Every condition of a query."""
    if isinstance(node, Field):
        yield node
    elif isinstance(node, Branch):
        for part in node.parts:
            yield from fields_in(part)


def phrases_in(node: Node | None) -> Iterator[Leaf]:
    """Every phrase in quotation marks that a hit may have, none that it must not have."""
    if isinstance(node, Leaf):
        if node.is_phrase:
            yield node
    elif isinstance(node, Near):
        yield from phrases_in(node.one)
        yield from phrases_in(node.other)
    elif isinstance(node, Branch) and node.kind != "not":
        for part in node.parts:
            yield from phrases_in(part)
