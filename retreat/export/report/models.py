"""What editors write into the report of an event, and what they leave out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base

KEY_MAX_CHARS, TEXT_MAX_CHARS = 128, 20_000


class ReportEdit(Base):
    """One thing that editors changed about the report; its other lines are drafted afresh every time.

    Attributes:
        key: Of a line, or of the text at the beginning of a chapter (``text:purpose``).
        text: What stands there now; empty if only ``left_out`` counts.
        version: Counts its changes, so that nobody overwrites what they have not seen.
    """

    __tablename__ = "report_edit"

    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_MAX_CHARS), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
