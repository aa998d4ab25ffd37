"""Tables of care. None holds what anybody said; a request is deleted as soon as it has been met."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id


class CareRequest(Base):
    """Somebody asks quietly for a ``break`` or for ``someone``; one person has one request at a time.

    Attributes:
        state: ``asked``, ``seen`` by the facilitators, or ``offered``: somebody is on the way.
    """

    __tablename__ = "care_request"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), unique=True)
    wants: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    changed_at: Mapped[datetime]


class CareContacts(Base):
    """Whom the team of an event phones, in the lead's own words."""

    __tablename__ = "care_contacts"

    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class HeldNote(Base):
    """A note that somebody leading says discloses harm.

    Attributes:
        state: ``held`` until the team decides; ``kept_away`` from then on, if it does not come back.
    """

    __tablename__ = "held_note"

    note_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
