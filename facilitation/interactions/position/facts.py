"""What one decision about a position needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionSituation(Situation):
    """How things stand for a position."""

    target_owner: str | None = None
