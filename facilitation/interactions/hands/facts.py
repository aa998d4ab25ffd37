"""What one decision about a show of hands needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsSituation(Situation):
    """What hands could be raised for.

    Attributes:
        audience: The channels on which the note or heading can be read; nothing where there is none.
        is_scribe: Whether the sender is scribe of the table at which they sit.
    """

    audience: tuple[str, ...] = ()
    is_scribe: bool = False
