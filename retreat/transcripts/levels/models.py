"""The gists of what was said, in all their versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base


class Gist(Base):
    """One version of the gist of an anchor's words; the highest number counts.

    Attributes:
        basis: A checksum of those words, as far as its author could read them.
        by: Who wrote it; null for the machine.
    """

    __tablename__ = "gist"

    anchor_id: Mapped[str] = mapped_column(ForeignKey("anchor.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    basis: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))
