"""What is attached to anchors: each kind of thing registers what it is, what it says and how it is dismissed.

A room registers its kind at import; the list of what has lost its place asks them all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """One thing that was made from some words.

    Attributes:
        what: In the singular, with its article: a gist, a second opinion.
        said: What it says; None if this reader cannot read it now.
    """

    what: str
    said: str | None


# By anchor: what is attached to it and may need a place. Anchors of other kinds are left out.
Tells = Callable[[Session, Reader, Collection[str]], Mapping[str, Hanging]]
_kinds: dict[str, Tells] = {}


def hangs(name: str) -> Callable[[Tells], Tells]:
    """Register what tells of one kind of things."""

    def register(tell: Tells) -> Tells:
        _kinds[name] = tell
        return tell

    return register


def hanging_on(db: Session, reader: Reader, anchors: Collection[str]) -> dict[str, Hanging]:
    """What is attached to each of these; leaves out those to which nothing is attached any more."""
    found: dict[str, Hanging] = {}
    for tell in _kinds.values():
        found |= tell(db, reader, anchors)
    return found
