"""What one decision about a circle needs to know. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleSituation(Situation):
    """The current state of a circle.

    Attributes:
        places: Who sits at each place.
        turn: The place that has the turn; None before it begins and after it ended.
        lap: How often the turn has gone round, counting from 1.
        had: The places of those who have had the turn since it began to go round this time.
        target_place: The place that the operation's target is, where somebody sits there.
    """

    places: Mapping[int, str | None] = field(default_factory=dict)
    turn: int | None = None
    lap: int = 0
    had: frozenset[int] = frozenset()
    target_place: int | None = None
