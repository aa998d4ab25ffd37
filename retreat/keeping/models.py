"""One row: which data folder this is, and when it was last backed up and tried out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base

ONLY = 1


class Keeping(Base):
    """What is known of this data folder's backups.

    Attributes:
        folder_id: Stays the same in every backup and every restored copy.
        backup_at: The moment that the last good backup shows.
        backup_bytes: How much it holds, before sealing.
        trouble: Why the last one by schedule did not work, in a sentence of ours; null if it did.
        gone_asked: Up to which erasure the backup's place was told.
        drill_at: When a backup was last restored on trial.
        address: Where phones reached the web pages when they were last served.
        restored_at: When this folder itself was restored, from a backup of ``restored_from``.
    """

    __tablename__ = "keeping"
    __table_args__ = (CheckConstraint("id = 1", name="only"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    folder_id: Mapped[str] = mapped_column(String(64))
    backup_at: Mapped[datetime | None]
    backup_bytes: Mapped[int | None] = mapped_column(BigInteger)
    trouble: Mapped[str | None] = mapped_column(Text)
    tried_at: Mapped[datetime | None]
    gone_asked: Mapped[int] = mapped_column(default=0, server_default="0")
    drill_at: Mapped[datetime | None]
    address: Mapped[str | None] = mapped_column(Text)
    restored_at: Mapped[datetime | None]
    restored_from: Mapped[datetime | None]
