"""What one decision about a dot needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class DotSituation(Situation):
    """The current state of a dot.

    Attributes:
        target_audience: Channels on which the voted-for thing can be read.
        mine_in_round: The actor's dots in this round so far.
    """

    target_audience: tuple[str, ...] = ()
    has_voted: bool = False
    mine_in_round: int = 0
