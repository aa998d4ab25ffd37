"""The columns that every table of pieces has. Words are in ``Words`` alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import str_id


class PartColumns:
    """One piece; see ``PartFacts`` for what its columns say. ``removed_at``: when it was set aside or taken back."""

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    stance: Mapped[str] = mapped_column(String(16))
    on_id: Mapped[str | None] = mapped_column(String(64), index=True)
    place: Mapped[str | None] = mapped_column(String(64))
    due: Mapped[str | None] = mapped_column(String(10))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    share: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
