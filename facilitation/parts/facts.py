"""A piece as it stands, and what a decision about one needs to know. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from facilitation.facts import Actor, RoundFacts, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """One piece that somebody wrote.

    Attributes:
        stance: Which kind of piece it is, in its interaction's own words.
        on_id: The piece that it belongs to; None where it stands alone.
        place: What the step or its interaction calls the place where it stands, such as a column.
        audience: The channels on which it was said.
        table_id: The table at which it was written.
    """

    id: str
    stance: str
    round_id: str
    on_id: str | None
    place: str | None
    author_id: str
    share: str
    audience: tuple[str, ...]
    table_id: str | None
    version: int
    set_aside: bool

    def is_read_by(self, actor: Actor) -> bool:
        """Whether it was sent to somebody."""
        theirs = {"all", f"person:{actor.id}", f"table:{actor.table_id}"}
        if actor.role == "facilitator":
            theirs = {"all", f"person:{actor.id}", "facilitators"}
        return not theirs.isdisjoint(self.audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSituation(Situation):
    """How things stand for a piece.

    Attributes:
        round: The round of its interaction that is open; else the one that the operation names.
        origin: The round that it is, or will be, a piece of.
        part: What is reworded, removed or answered.
        on: The piece that the operation is on.
        other: A second piece that the operation names.
        more: Pieces that are on the same one already, by what its interaction wants to know of them.
    """

    origin: RoundFacts | None = None
    part: PartFacts | None = None
    on: PartFacts | None = None
    other: PartFacts | None = None
    more: Mapping[str, tuple[PartFacts, ...]] = field(default_factory=dict)
