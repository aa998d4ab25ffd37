"""The numbered lines of a narrative. They are the same on every screen, however wide it is. Pure.

A line that somebody typed stays a line. A long one, which is a paragraph, has a line for each of its sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# A typed line that is longer than this is a paragraph: on paper it would run over the edge.
LINE_MAX_CHARS = 90

_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[\dA-ZÀ-ÞĀ-Ž])")
# After these a full stop ends no sentence.
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|St|No|vs|e\.g|i\.e|approx)|(?:^|[\s(“‘])[A-Z])\.$")
_CONTROL = frozenset("\t\n")


class Line(NamedTuple):
    """One line of a text: its code points from one up to another, and 1 where a paragraph begins with it."""

    begins: int
    ends: int
    opens: int


def clean(text: str) -> str:
    """A text as it is kept: line ends as LF, no control characters, at most one empty line between paragraphs."""
    plain = "".join(
        letter
        for letter in text.replace("\r\n", "\n").replace("\r", "\n")
        if letter in _CONTROL or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    lines = "\n".join(line.rstrip() for line in plain.replace("\t", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def lines_of(text: str) -> list[Line]:
    """The lines of a text, in order; what is between them is space."""
    found: list[Line] = []
    begins, opens = 0, 1
    for typed in text.split("\n"):
        for first, last in _pieces(typed):
            found.append(Line(begins + first, begins + last, opens))
            opens = 0
        if not typed.strip() or len(typed) > LINE_MAX_CHARS:
            opens = 1
        begins += len(typed) + 1
    return found


def _pieces(typed: str) -> Iterator[tuple[int, int]]:
    if not typed.strip():
        return
    begins = len(typed) - len(typed.lstrip())
    whole = len(typed.rstrip())
    if whole - begins > LINE_MAX_CHARS:
        for end in _END.finditer(typed, begins, whole):
            said = typed[begins : end.end()].rstrip()
            if not _SHORT.search(said):
                yield begins, begins + len(said)
                begins = end.end()
    yield begins, whole
