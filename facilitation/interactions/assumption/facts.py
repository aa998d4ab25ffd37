"""A part of an assumption as it stands, and what one decision about it needs to know. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from facilitation.facts import Actor, RoundFacts, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """Something that was written on an assumption. ``audience`` are the channels on which it was sent.

    Attributes:
        table_name: The name of the table it was written for; None where it was for none.
        may_be_shown: Whether its author agrees, at this moment, that their words are kept.
    """

    id: str
    part: str
    round_id: str
    assumption_id: str | None
    outcome: str | None
    author_id: str
    share: str
    table_id: str | None
    table_name: str | None
    audience: tuple[str, ...]
    version: int
    words_id: str
    at: str
    set_aside: bool
    may_be_shown: bool

    def is_read_by(self, actor: Actor) -> bool:
        """Whether it was sent to somebody."""
        theirs = {"all", f"person:{actor.id}", f"table:{actor.table_id}"}
        if actor.role == "facilitator":
            theirs = {"all", f"person:{actor.id}", "facilitators"}
        return not theirs.isdisjoint(self.audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionSituation(Situation):
    """How things stand for something on an assumption.

    Attributes:
        round: The round of assumptions that is open; else the one that the operation names.
        origin: The round in which the assumption was brought up, or the part was written. A later round goes on with
            it.
        part: What is reworded, shared, brought or removed.
        named: The assumption that the operation is on, where somebody brought it up.
        source_audience: The channels on which the note that it names was sent; None where there is no such note.
        shares_offered: Who may be let read it: what the part's round and those open now offer.
        spread: What showing how the placings are spread would tell; None while that would tell too much.
    """

    origin: RoundFacts | None = None
    part: PartFacts | None = None
    named: PartFacts | None = None
    source_audience: tuple[str, ...] | None = None
    shares_offered: tuple[str, ...] = ()
    spread: Mapping[str, Any] | None = field(default=None)
