"""Anchors on words, and which word of one version matches which of another. Neither table holds a word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id


class Anchor(Base):
    """Some words of one version, from which something was made. That never changes; today's place is worked out.

    Attributes:
        transcript_id: The version that it was made in; ``first_word`` and ``last_word`` are numbers in it, inclusive.
            An empty span, with the last before the first, is of words that are not known.
        moved_to: The version in which a person gave it another place, where somebody did, and likewise its words.
        let_go_at: When somebody dismissed it. It is kept.
    """

    __tablename__ = "anchor"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), index=True)
    first_word: Mapped[int]
    last_word: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))
    moved_to: Mapped[str | None] = mapped_column(ForeignKey("transcript_version.id"))
    moved_first: Mapped[int | None]
    moved_last: Mapped[int | None]
    moved_by: Mapped[str | None] = mapped_column(String(64))
    let_go_at: Mapped[datetime | None]
    let_go_by: Mapped[str | None] = mapped_column(String(64))


class WordMap(Base):
    """Where the words of a version are in the one that replaced it, as of that moment.

    Attributes:
        pairs: Little-endian int32, by the number of the old word; see `retreat.transcripts.anchors.laying`.
    """

    __tablename__ = "word_map"

    from_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True)
    to_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True, index=True)
    pairs: Mapped[bytes] = mapped_column(LargeBinary)
