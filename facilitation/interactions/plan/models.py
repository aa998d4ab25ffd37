"""The table of what people write on plan cards. Words are in ``Words`` alone."""

from __future__ import annotations

from facilitation.parts.columns import PartColumns
from retreat.database import Base


class PlanPart(PartColumns, Base):
    """A card, or one wording of one of its parts.

    ``on_id`` is the card of a part, or the card that a card is the next cycle of. ``place`` is a card's project.
    """

    __tablename__ = "plan_part"
