"""A document for the controller as frozen values, which pages and files show alike. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings; the first cell of each names it."""

    called: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter.

    Attributes:
        lines: What is known, in sentences.
        open: What only people know: questions for them to complete.
    """

    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    open: tuple[str, ...] = ()
    has_picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document."""

    name: str
    title: str
    about: str
    chapters: Sequence[Chapter]


def counted(count: int, one: str, many: str) -> str:
    """“1 person”, “3 people”."""
    return f"{count:,} {one if count == 1 else many}"
