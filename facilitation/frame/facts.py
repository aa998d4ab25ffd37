"""What must be known to open a session again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening(Situation):
    """When the session ended, and whether another one of its event is open."""

    ended_at: datetime | None
    another_is_open: bool
