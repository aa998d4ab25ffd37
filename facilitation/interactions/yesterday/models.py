"""The table of headings and of what people say of them. Words are in ``Words`` alone."""

from __future__ import annotations

from facilitation.parts.columns import PartColumns
from retreat.database import Base


class YesterdayPart(PartColumns, Base):
    """A heading, or what somebody said of one.

    ``on_id`` is the heading that something is said of. ``place`` is the heading of the evening that a heading is.
    """

    __tablename__ = "yesterday_part"
