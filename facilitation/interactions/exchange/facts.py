"""What one decision about an exchange needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.parts.facts import PartSituation


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSituation(PartSituation):
    """How things stand for a table of exchange.

    Attributes:
        column: The name of the column whose seat the sender has taken; None where they have taken none.
        is_agreed: Whether something has been agreed on the matter at the sender's table.
    """

    column: str | None = None
    is_agreed: bool = False
