"""Tables of consent: what was asked, in which wording, and every dated answer. Answers are added, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id


class ConsentWording(Base):
    """The words in which a purpose was put to people."""

    __tablename__ = "consent_wording"

    purpose: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ConsentAnswer(Base):
    """One answer of one person to one purpose; the one with the highest ``number`` counts.

    ``entered_by``: the scribe, or the member of staff at the desk, who entered what somebody said aloud.
    """

    __tablename__ = "consent_answer"
    __table_args__ = (
        ForeignKeyConstraint(["purpose", "wording_version"], ["consent_wording.purpose", "consent_wording.version"]),
        Index("uq_consent_answer_number", "participant_id", "purpose", "number", unique=True),
        Index("ix_consent_answer_purpose_answer", "purpose", "answer"),
    )

    id: Mapped[str_id]
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"))
    purpose: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    answer: Mapped[str] = mapped_column(String(8))
    wording_version: Mapped[int]
    how: Mapped[str] = mapped_column(String(16))
    entered_by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
