"""Pictures of paper, and what was confirmed before the first one. Rows only: the bytes are in the storage."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id


class Picture(Base):
    """One picture of what a table wrote on paper, or the whole room if ``table_id`` is null.

    Attributes:
        participant_id: Who took it; a desk has a seat of its own.
        share: ``table``, or ``everyone`` where there is no table.
        agreement_id: What was confirmed before it was taken.
        taken_at: By the server's clock, when it was taken, even if it came later.
        name: Of its file below the pictures' folder, which nobody can guess.
        left_out_at: Since when somebody at the table would have it left out. Nobody sees it any more.
        removed_at: Since when its bytes are gone.
    """

    __tablename__ = "picture"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    prompt_id: Mapped[str | None] = mapped_column(ForeignKey("prompt.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("picture_agreement.id"))
    share: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(64))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(Integer)
    taken_at: Mapped[datetime]
    at: Mapped[datetime]
    left_out_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class PictureAgreement(Base):
    """Somebody confirmed for a table that no face is in its pictures, and that those who wrote agree.

    Attributes:
        wording: The version of the question.
    """

    __tablename__ = "picture_agreement"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    wording: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
