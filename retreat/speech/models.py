"""The words of a sound while it is still being transcribed, without speakers; deleted once it is ready."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base


class HeardSoFar(Base):
    """A stretch of an audio recording that is still being transcribed; deleted when the recording is ready.

    Attributes:
        window: Its number in the order of time; below zero for a first look, before the whole was decoded.
        words: ``[[text, start_ms, end_ms], …]``, without speakers.
    """

    __tablename__ = "heard_so_far"

    recording_id: Mapped[str] = mapped_column(ForeignKey("audio_recording.id"), primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_ms: Mapped[int] = mapped_column(BigInteger)
    end_ms: Mapped[int] = mapped_column(BigInteger)
    words: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
