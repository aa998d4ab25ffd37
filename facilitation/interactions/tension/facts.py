"""The current state of a part of a tension, and what one decision about it needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Actor, RoundFacts, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """Something that was written on a tension. ``audience`` are the channels on which it was said."""

    id: str
    stance: str
    round_id: str
    author_id: str
    audience: tuple[str, ...]
    version: int
    set_aside: bool

    def is_read_by(self, actor: Actor) -> bool:
        """Whether it was sent to somebody."""
        theirs = {"all", f"person:{actor.id}", f"table:{actor.table_id}"}
        if actor.role == "facilitator":
            theirs = {"all", f"person:{actor.id}", "facilitators"}
        return not theirs.isdisjoint(self.audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFacts:
    """Somebody's current “I could sign this”. ``version``: of the wording that they saw."""

    holder_id: str
    side_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionSituation(Situation):
    """The current state of something on a tension.

    Attributes:
        round: The round of tensions that is open; else the one that the operation names.
        origin: The round in which its tension was named. A later round continues with it.
        part: What is reworded, removed, signed.
        named: The tension that the operation is on, where somebody named it.
        is_held_by_sender: Whether the sender could sign the latest wording of the part.
        is_held_by_others: Whether anybody else could.
    """

    origin: RoundFacts | None = None
    part: PartFacts | None = None
    named: PartFacts | None = None
    hold: HoldFacts | None = None
    is_held_by_sender: bool = False
    is_held_by_others: bool = False
