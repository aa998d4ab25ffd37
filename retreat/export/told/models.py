"""Rounds in which people are asked about their quotes, and who is asked in each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.consent.derived import holds_none
from retreat.database import Base, str_id

PAGE: Final = "page"
LETTER: Final = "letter"
HOLDER_MAX_CHARS, CONTACT_MAX_CHARS = 160, 200


class QuoteRound(Base):
    """One asking: for whom something is made, until when people can answer, and whom they can ask.

    Attributes:
        holder: Who is to receive it; ``contact``: a named person of the team with telephone or e-mail.
        until: The last day on which an answer is waited for; whoever is silent is not named.
        with_talk: Whether spoken words are given away too, or only what a report quotes.
    """

    __tablename__ = "quote_round"

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    audience: Mapped[str] = mapped_column(String(16))
    holder: Mapped[str] = mapped_column(String(HOLDER_MAX_CHARS))
    contact: Mapped[str] = mapped_column(String(CONTACT_MAX_CHARS))
    with_talk: Mapped[bool] = mapped_column(default=False, server_default=false())
    until: Mapped[date] = mapped_column(Date)
    asked_by: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class QuoteAsked(Base):
    """Somebody who is asked in a round.

    Attributes:
        way: ``page``, on their own phone, or ``letter``, because they have no phone here or have left.
        number: Printed on the letter; only finds the person again.
        seen_at: When they first opened the page, or the letter was first made.
    """

    __tablename__ = "quote_asked"
    __table_args__ = (UniqueConstraint("number"),)

    round_id: Mapped[str] = mapped_column(ForeignKey("quote_round.id"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True, index=True)
    way: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(8))
    seen_at: Mapped[datetime | None]


holds_none("quote_round.holder", "quote_round.contact", why="in the words of the team: who receives it, whom to ask")
