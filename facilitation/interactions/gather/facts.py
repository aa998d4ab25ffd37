"""What one decision about a call needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class GatherSituation(Situation):
    """``holds``: the call that holds now, by its id; None where people are at the open question."""

    holds: str | None = None
