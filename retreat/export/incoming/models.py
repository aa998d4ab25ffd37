"""Projects that somebody brings: what waits for a decision, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.consent.derived import holds_none
from retreat.database import Base, str_id

WAITING, WANTED, DONE, FAILED, DROPPED = "waiting", "wanted", "done", "failed", "dropped"
NAME_MAX_CHARS = 160


class ProjectImport(Base):
    """A project or codebook from a file. Goes ``waiting`` → ``wanted`` → ``done`` or ``failed``; or is ``dropped``.

    Its file is in the data folder while it waits, and is deleted with every other outcome.

    Attributes:
        session_id: The session that its texts are to belong to; null to leave them out.
        number: The entry of the programme's log that it became, which is undone as one.
        placed: Codings that were made; ``refused``: those without a place.
        why: The code of the refusal, where it failed.
    """

    __tablename__ = "project_import"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'wanted', 'done', 'failed', 'dropped')", name="state"),)

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    filename: Mapped[str] = mapped_column(String(NAME_MAX_CHARS))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(16))
    session_id: Mapped[str | None] = mapped_column(ForeignKey("dialogue_session.id"))
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    number: Mapped[int | None]
    codes: Mapped[int] = mapped_column(default=0)
    placed: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    memos: Mapped[int] = mapped_column(default=0)
    texts: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(String(64))
    emptied_at: Mapped[datetime | None]


holds_none("project_import.filename", why="what somebody of the team called a file")
