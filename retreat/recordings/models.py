"""Audio recordings, the pieces they arrived in, and files that are still being uploaded.

Rows only: the bytes are in the storage. Must never know words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.jobs.models import Work

RECEIVING = "receiving"
SEALED = "sealed"
PROCESSING = "processing"
READY = "ready"
SET_ASIDE = "set_aside"
STATES = (RECEIVING, SEALED, PROCESSING, READY, SET_ASIDE)

PAUSED = "paused"
CANCELLED = "cancelled"

FROM_PIECES = "pieces"
FROM_FILE = "file"


class AudioRecording(Work, Base):
    """The sound of one table, or of the room if ``table_id`` is null.

    Attributes:
        origin: ``pieces`` cut live from one stream, or one ``file``.
        exact: Whether the pieces come from one stream of counted samples.
        chunks: How many pieces the device says there are; null until the seal.
        sha256: Of the whole file; null for pieces, which have one each.
        playable: Whether browsers can play the bytes as they are; if not, a copy is served.
        partial: What the recogniser has heard so far, while processing.
        hold: ``paused`` or ``cancelled`` by somebody, at any moment; null while it may be processed.
        place: Order in the queue, lowest first; null for order of arrival.
        stage_at: When the present stage began with this worker, to measure its speed.
        stage_from: How much of that stage was done then, 0 to 1.
        held_since: Since when nobody may hear it or work on it, because somebody who was there has not agreed.
        deleted_at: When it was deleted because not everybody had agreed in time; its bytes go after that.
        by_owner: Whether it was added at the machine's own command line, which is the owner's decision.
    """

    __tablename__ = "audio_recording"
    __table_args__ = (
        CheckConstraint("state IN ('receiving', 'sealed', 'processing', 'ready', 'set_aside')", name="state"),
        Index("ix_audio_recording_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    state: Mapped[str] = mapped_column(String(16), default=RECEIVING)
    origin: Mapped[str] = mapped_column(String(16))
    mime: Mapped[str] = mapped_column(String(100))
    filename: Mapped[str | None] = mapped_column(String(255))
    started_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(String(64))
    upload_token_hash: Mapped[str | None] = mapped_column(String(64))
    exact: Mapped[bool] = mapped_column(Boolean, default=True)
    chunks: Mapped[int | None] = mapped_column(Integer)
    duration_s: Mapped[float | None] = mapped_column(Float)
    sha256: Mapped[str | None] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    playable: Mapped[bool] = mapped_column(Boolean, default=True)
    partial: Mapped[str | None] = mapped_column(Text)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    hold: Mapped[str | None] = mapped_column(String(16))
    place: Mapped[int | None] = mapped_column(BigInteger)
    stage_at: Mapped[datetime | None]
    stage_from: Mapped[float | None] = mapped_column(Float)
    held_since: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    by_owner: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class AudioChunk(Base):
    """One piece of a live audio recording, numbered from 0 and placed by counted samples."""

    __tablename__ = "audio_chunk"

    recording_id: Mapped[str] = mapped_column(ForeignKey("audio_recording.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    start_ms: Mapped[int] = mapped_column(BigInteger)
    samples: Mapped[int] = mapped_column(BigInteger)
    rate_hz: Mapped[int]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]


class Upload(Base):
    """A file that is being uploaded with the tus protocol, and how many of its bytes are safe."""

    __tablename__ = "upload"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    filename: Mapped[str | None] = mapped_column(String(255))
    offset_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    length_bytes: Mapped[int] = mapped_column(BigInteger)
    metadata_text: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("audio_recording.id"))
