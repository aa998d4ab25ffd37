"""What one decision about headings or piles needs to know. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from facilitation.facts import Actor, Situation
from facilitation.interactions.notes.facts import NoteFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class SortSituation(Situation):
    """The current state of a heading, or of a note that is being moved."""

    note: NoteFacts | None = None
    cluster_there: bool = False
    into_there: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GatherSituation(Situation):
    """How things stand for a new heading over notes: those of them that are still there."""

    notes: tuple[NoteFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoSituation(Situation):
    """How things stand for undoing.

    Attributes:
        is_ones_own: Whether every act is there, can be undone and is the sender's.
        undone: What the board is told; None where nothing is left to undo.
        words_id: The titles that come back.
        audience: Who reads the notes that go back.
        voters: Whose dots go back to a heading that was merged.
    """

    is_ones_own: bool = False
    undone: Mapping[str, Any] | None = None
    words_id: str | None = None
    audience: tuple[str, ...] = ("all",)
    voters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PileFacts:
    """A pile as it stands. ``audience`` are the channels on which it was said."""

    id: str
    round_id: str
    author_id: str
    table_id: str | None
    share: str
    audience: tuple[str, ...]
    version: int
    set_aside: bool

    def is_sorted_by(self, actor: Actor) -> bool:
        """Whether somebody may put notes on it: its maker, or anybody at its table."""
        at_its_table = self.table_id is not None and self.table_id == actor.table_id
        return self.author_id == actor.id or at_its_table


@dataclass(frozen=True, slots=True, kw_only=True)
class PileSituation(Situation):
    """How things stand for a pile.

    Attributes:
        piles_made: How many piles the sorting has already.
        note: What is put on it.
        from_id: The pile of the same sorting on which that lies.
        picture: What a showing would tell everybody now; None where too few have sorted.
    """

    pile: PileFacts | None = None
    piles_made: int = 0
    note: NoteFacts | None = None
    from_id: str | None = None
    picture: Mapping[str, Any] | None = None
