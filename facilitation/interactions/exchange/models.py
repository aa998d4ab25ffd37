"""The table of what people write in exchanges. Words are in ``Words`` alone."""

from __future__ import annotations

from facilitation.parts.columns import PartColumns
from retreat.database import Base


class ExchangePart(PartColumns, Base):
    """A matter; or on one of them, what a column says, what was agreed, or that somebody does not agree.

    ``on_id`` is a matter: a part, or one of the step by its place. ``place`` is the column of what a column says.
    """

    __tablename__ = "exchange_part"
