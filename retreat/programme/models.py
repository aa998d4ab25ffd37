"""Tables of the work itself: programmes, partners, events, sessions with their tables, rounds and prompts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import JSON, Date, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from retreat.database import Base, str_id

EventKind = Literal["data_retreat", "workshop", "knowledge_exchange"]
EVENT_KINDS: dict[str, str] = {
    "data_retreat": "Data retreat",
    "workshop": "Workshop",
    "knowledge_exchange": "Knowledge-exchange event",
}
SessionState = Literal["planned", "open", "ended"]
RoundState = Literal["planned", "open", "closed"]
CEILINGS: tuple[str, ...] = ("named", "role", "sector", "none")

TITLE_MAX_CHARS = 160
INSTRUCTION_MAX_CHARS = 1_000
PROMPT_MAX_CHARS = 1_000


class Programme(Base):
    """The multi-year work that holds everything else.

    Attributes:
        glossary: Names and words that a recogniser may not know, as they should be spelled.
    """

    __tablename__ = "programme"

    id: Mapped[str_id]
    title: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    created_at: Mapped[datetime]
    glossary: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    sectors: Mapped[list[Sector]] = relationship(back_populates="programme", order_by="Sector.position")
    partners: Mapped[list[Partner]] = relationship(back_populates="programme", order_by="Partner.name")
    events: Mapped[list[Event]] = relationship(back_populates="programme", order_by="Event.starts_on")


class Sector(Base):
    """A kind of organisation or background that people choose at the door. Editable."""

    __tablename__ = "sector"
    __table_args__ = (UniqueConstraint("programme_id", "name"),)

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"))
    name: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    position: Mapped[int]
    retired_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship(back_populates="sectors")


class Partner(Base):
    """An organisation that takes part."""

    __tablename__ = "partner"

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    name: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    sector_id: Mapped[str | None] = mapped_column(ForeignKey("sector.id"))

    programme: Mapped[Programme] = relationship(back_populates="partners")


class Event(Base):
    """A dated gathering, of a day or more.

    Attributes:
        closes_at: When it closes automatically: the morning after its last day, or later if it was opened again; sooner
            if it was closed by hand.
        closed_at: When it was closed, by hand or automatically.
    """

    __tablename__ = "event"

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    kind: Mapped[str] = mapped_column(String(24))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS), default="")
    created_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship(back_populates="events")
    sessions: Mapped[list[DialogueSession]] = relationship(
        back_populates="event", order_by="DialogueSession.created_at"
    )


class OwnActivity(Base):
    """An activity that a programme has written for itself.

    Attributes:
        key: What sessions planned from it are marked with; it stays when the name changes.
        data: As it was written, which a later version may no longer be able to read.
        retired_at: Since when no session is planned from it.
    """

    __tablename__ = "own_activity"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"))
    key: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class DialogueSession(Base):
    """One timetabled slot of an event: the unit that has a live room and a record.

    Attributes:
        tables_open: Whether people sit at tables.
        tables_given: Whether people who choose no table are given one, so that sectors mix.
        audio_on: Whether its activity is usually run with an audio recording; a hint, which promises nothing.
        without_sound: Whether it is planned without sound: none is accepted, and every page says so.
    """

    __tablename__ = "dialogue_session"

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    activity: Mapped[str] = mapped_column(String(64))
    activity_name: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    state: Mapped[str] = mapped_column(String(16), default="planned")
    attribution_ceiling: Mapped[str] = mapped_column(String(16))
    tables_open: Mapped[bool] = mapped_column(default=False)
    tables_given: Mapped[bool] = mapped_column(default=False, server_default=false())
    audio_on: Mapped[bool] = mapped_column(default=False)
    without_sound: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(back_populates="sessions")
    tables: Mapped[list[TableGroup]] = relationship(back_populates="session", order_by="TableGroup.number")
    rounds: Mapped[list[Round]] = relationship(back_populates="session", order_by="Round.position")


class TableGroup(Base):
    """A small group with its own notes and sound. ``without_sound``: nothing is recorded there; open to everybody."""

    __tablename__ = "session_table"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    without_sound: Mapped[bool] = mapped_column(default=False, server_default=false())

    session: Mapped[DialogueSession] = relationship(back_populates="tables")


class Round(Base):
    """A step as it is run in a session. Its ``version`` rises with every opening, closing and change.

    While it is paused, ``ends_at`` is the end as it was when ``paused_at`` came.
    """

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"))
    position: Mapped[int]
    step: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="planned")
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]

    session: Mapped[DialogueSession] = relationship(back_populates="rounds")
    prompts: Mapped[list[Prompt]] = relationship(back_populates="round", order_by="Prompt.position")


class Prompt(Base):
    """A question for participants. What was asked in the room is words of the log; this is the plan."""

    __tablename__ = "prompt"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    position: Mapped[int]
    planned_text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime | None]
    words_id: Mapped[str | None] = mapped_column(String(64))

    round: Mapped[Round] = relationship(back_populates="prompts")
