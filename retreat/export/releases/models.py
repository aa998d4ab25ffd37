"""Releases, and whose words are in each. Their bytes are files of the data folder."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.consent.derived import holds_none
from retreat.database import Base, str_id

MADE, APPROVED, RECALLED = "made", "approved", "recalled"
HOLDER_MAX_CHARS = 160


class Release(Base):
    """One export for a named audience, as it was on one day.

    Goes ``made`` → ``approved`` → ``recalled``; from each it can be called back.

    Attributes:
        session_id: Null for a whole event.
        holder: Who is given it, in the words of whoever made it.
        until: The last day on which it may be used.
        name: Of its file, which nobody can guess; ``called``: what it is called when it is downloaded.
        turns_left_out: How much of what the team reads is not in it, as ``written_left_out``.
        told: Whether names stand in it only under quotes whose authors were asked and kept them.
        why: Why it was called back: ``answer``, ``quote``, ``erased``, ``left_out``, ``set_aside`` or ``by_hand``.
        emptied_at: Since when its bytes are gone from this machine.
    """

    __tablename__ = "release"
    __table_args__ = (CheckConstraint("state IN ('made', 'approved', 'recalled')", name="state"),)

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("dialogue_session.id"))
    audience: Mapped[str] = mapped_column(String(16))
    format: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(16))
    holder: Mapped[str] = mapped_column(String(HOLDER_MAX_CHARS))
    state: Mapped[str] = mapped_column(String(16))
    made_by: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime]
    approved_by: Mapped[str | None] = mapped_column(String(64))
    approved_at: Mapped[datetime | None]
    until: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(64))
    called: Mapped[str] = mapped_column(String(HOLDER_MAX_CHARS))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    turns_left_out: Mapped[int] = mapped_column(Integer)
    written_left_out: Mapped[int] = mapped_column(Integer)
    recalled_at: Mapped[datetime | None]
    why: Mapped[str | None] = mapped_column(String(16))
    emptied_at: Mapped[datetime | None]
    told: Mapped[bool] = mapped_column(default=False, server_default=false())


class ReleasePerson(Base):
    """Somebody whose words are in a release."""

    __tablename__ = "release_person"

    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True, index=True)


class ReleaseWritten(Base):
    """A note or another written thing that is in a release: whoever takes it back calls the release back."""

    __tablename__ = "release_written"

    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), primary_key=True)
    thing_id: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


holds_none("release.holder", why="who is given it, in the words of the team")
holds_none("release.called", why="a title of the team")
