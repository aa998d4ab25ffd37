"""What one decision about a figure and an account needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation
from facilitation.interactions.notes.facts import NoteFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFacts:
    """A pair as it stands. ``audience`` are the channels on which it was said."""

    author_id: str
    audience: tuple[str, ...]
    version: int
    has_note: bool
    set_aside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSituation(Situation):
    """How things stand for a pair. ``note`` is what a new one names."""

    note: NoteFacts | None = None
    pair: PairFacts | None = None
