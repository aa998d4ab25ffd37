"""What was set aside when somebody was taken out, so that it can come back with them; and who talks with whom.

Neither holds any words.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base

Noun = Literal["note", "vote", "other", "unsaid"]


class SetAside(Base):
    """One note, one dot on something (``target_id``) with its round, one other thing with words, or one without."""

    __tablename__ = "set_aside"

    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), primary_key=True)
    target_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    noun: Mapped[str] = mapped_column(String(8), primary_key=True)
    round_id: Mapped[str | None] = mapped_column(ForeignKey("round.id"))


class TalkGroup(Base):
    """Whom somebody talks with in a round of pairs or threes: those of the same table with the same number.

    ``table_id`` is None where people sit at no tables, and everybody is one.
    """

    __tablename__ = "talk_group"

    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    number: Mapped[int]
