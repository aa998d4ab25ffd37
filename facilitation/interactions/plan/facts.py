"""What one decision about a plan card needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.parts.facts import PartSituation


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSituation(PartSituation):
    """How things stand for a plan card.

    Attributes:
        is_reflected: Whether something is written under reflect on the card that the operation is on.
        goes_on: Whether that card has a next cycle already.
    """

    is_reflected: bool = False
    goes_on: bool = False
