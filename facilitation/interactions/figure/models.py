"""The table of figures set beside accounts. Words are in ``Words`` alone; the figures are in the step."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id


class FigurePair(Base):
    """A figure with what it covers or misses.

    Attributes:
        figure_id: The figure, by its place in the step.
        note_id: The note beside it; None where its author wrote an account of their own.
        relation: ``covers`` or ``misses``.
    """

    __tablename__ = "figure_pair"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    figure_id: Mapped[str] = mapped_column(String(64))
    note_id: Mapped[str | None] = mapped_column(String(64))
    relation: Mapped[str] = mapped_column(String(16))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    share: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
