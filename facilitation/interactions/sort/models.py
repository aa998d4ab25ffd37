"""The tables of sorting: piles of one's own, and what lies on them. The names of piles are in ``Words`` alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

_SESSION = "dialogue_session.id"


class SortPile(Base):
    """A pile that somebody made in a round of sorting.

    Attributes:
        table_id: The table whose pile it is; None where it is its maker's.
    """

    __tablename__ = "sort_pile"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    share: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class SortPlacing(Base):
    """A note on a pile, from one moment to another. It lies there as long as it has not left.

    Attributes:
        participant_id: Who put it there: at a table not always who made the pile.
    """

    __tablename__ = "sort_placing"

    pile_id: Mapped[str] = mapped_column(ForeignKey("sort_pile.id"), primary_key=True)
    note_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    left_at: Mapped[datetime | None]
