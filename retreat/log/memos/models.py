"""The table of memos: words of the team, tied to the clock of a session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.database.erasing import holds_words


class SessionMemo(Base):
    """One memo of somebody leading.

    Attributes:
        is_shared: Whether the others who lead or do research in the programme may read it; its author chose that.
        at: The moment that it is about; correcting it later changes ``changed_at`` alone.
    """

    __tablename__ = "session_memo"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    is_shared: Mapped[bool]
    version: Mapped[int]
    at: Mapped[datetime]
    changed_at: Mapped[datetime]


holds_words(SessionMemo.__tablename__)
