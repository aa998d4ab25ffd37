"""The tables of undertakings: all that people write on them, and who was asked by name. ``Words`` has the words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.parts.columns import PartColumns
from retreat.database import Base


class UndertakingPart(PartColumns, Base):
    """A claim, ask, offer or promise; or on one of them, who took it on, whom somebody named, what became of it.

    ``place`` is the owner among those of the step, or what became of it: kept, changed, dropped.
    """

    __tablename__ = "undertaking_part"


class UndertakingAsked(Base):
    """Somebody was asked by name. That they declined is theirs alone to know: no page and no table shows it."""

    __tablename__ = "undertaking_asked"

    part_id: Mapped[str] = mapped_column(ForeignKey("undertaking_part.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True, index=True)
    declined_at: Mapped[datetime | None]
