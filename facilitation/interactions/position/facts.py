"""What one decision about a position needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionSituation(Situation):
    """The current state of a position, or of showing all of them.

    Attributes:
        spread: What everybody would learn if positions were shown now.
    """

    target_owner: str | None = None
    spread: tuple[dict[str, Any], ...] = ()
