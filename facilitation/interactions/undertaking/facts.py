"""What one decision about an undertaking needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import RoundFacts
from facilitation.parts.facts import PartFacts, PartSituation


@dataclass(frozen=True, slots=True, kw_only=True)
class UndertakingSituation(PartSituation):
    """How things stand for an undertaking.

    Attributes:
        its_round: The round in which the undertaking was written, whose step lists owners.
        taken: Who has taken it on.
        asked: The people of the name that a proposal is for, who can read the undertaking.
        was_asked: Whether the sender was asked by the proposal and has not declined.
    """

    its_round: RoundFacts | None = None
    taken: PartFacts | None = None
    asked: tuple[str, ...] = ()
    was_asked: bool = False
