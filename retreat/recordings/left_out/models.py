"""Tables of stretches that are left out. Nowhere is it kept who asked: not even in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id


class LeftOut(Base):
    """A stretch of the talk at one table, or of the whole session where there are no tables, by the server's clock.

    Attributes:
        id: Also the id of the stand-in to whom the words of the stretch belong while they are withheld: a participant
            who is nobody, and has said no.
        undo_hash: Of the key that only the browser that asked has, for a minute.
        round_id: The step that it is, if it was planned without a recording; then nobody asked, and nobody can lift it.
        undone_at: When whoever asked took it back.
        lifted_at: When everybody who was there had lifted it; null again if somebody changes their mind.
    """

    __tablename__ = "left_out"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    undo_hash: Mapped[str] = mapped_column(String(64))
    round_id: Mapped[str | None] = mapped_column(ForeignKey("round.id"), index=True)
    undone_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]


class LeftOutPerson(Base):
    """Somebody who sat there when it was asked, whoever asked; ``lifted_at``: since when they would have it kept."""

    __tablename__ = "left_out_person"

    left_out_id: Mapped[str] = mapped_column(ForeignKey("left_out.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    lifted_at: Mapped[datetime | None]


class LeftOutDone(Base):
    """A stretch that was erased from one audio recording.

    Attributes:
        from_ms: Where it was in the sound, like ``to_ms``: if the start is corrected, it is somewhere else.
        pieces: How many pieces had arrived: one that comes later may hold some of it.
    """

    __tablename__ = "left_out_done"

    left_out_id: Mapped[str] = mapped_column(ForeignKey("left_out.id"), primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("audio_recording.id"), primary_key=True)
    from_ms: Mapped[int] = mapped_column(BigInteger)
    to_ms: Mapped[int] = mapped_column(BigInteger)
    pieces: Mapped[int]
    at: Mapped[datetime]
