"""The columns that make a row a piece of background work, and the heartbeat of workers.

The row is the durable intent; a message in the queue is only a wake-up. Must never know what the work is.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id


class Work:
    """Mixed into the row of whatever has to be worked on.

    Attributes:
        stage: What is being done now, or null.
        progress: 0 to 1 within the stage.
        attempt: Rises by one with every claim; a write with an older number is refused.
        failures: How often it was begun and failed.
        abandoned: How often its worker died or hung; this is rarely the work's fault, so it is counted separately.
        reason: One sentence for people: why it was set aside.
    """

    stage: Mapped[str | None] = mapped_column(String(40))
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(Integer, default=0)
    abandoned: Mapped[int] = mapped_column(Integer, default=0)
    retry_after: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)


class WorkerBeat(Base):
    """One worker process and when it was last seen alive."""

    __tablename__ = "worker_beat"

    id: Mapped[str_id]
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    busy_with: Mapped[str | None] = mapped_column(String(64))
