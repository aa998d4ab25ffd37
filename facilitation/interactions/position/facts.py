"""What one decision about a position needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionSituation(Situation):
    """How things stand for a position, or for showing all of them.

    Attributes:
        spread: What a showing would tell everybody now.
    """

    target_owner: str | None = None
    spread: tuple[dict[str, Any], ...] = ()
