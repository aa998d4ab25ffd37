"""The table of placings: every one keeps its date, so that before and after can be compared. It holds no words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base


class PositionRow(Base):
    """One placing of one thing. Of a person's placings for a card, seat and moment, the latest counts.

    Attributes:
        round_id: The round of positions that it was made in; None where the open round was of another kind.
        scale_id: The card, by its place in the step.
        seat: The seat that its author spoke from, by its place in the step; None for their own.
    """

    __tablename__ = "position_row"

    position_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    round_id: Mapped[str | None] = mapped_column(ForeignKey("round.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    scale_id: Mapped[str] = mapped_column(String(64))
    seat: Mapped[str | None] = mapped_column(String(64))
    moment: Mapped[str | None] = mapped_column(String(16))
    value: Mapped[int]
