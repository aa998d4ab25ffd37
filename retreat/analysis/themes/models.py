"""Themes with their wordings, excerpts and notes, and what participants answered to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

PROPOSED, CONTESTED, SET_ASIDE = "proposed", "contested", "set_aside"
STATES = (PROPOSED, CONTESTED, "held", SET_ASIDE)
SUPPORTING, CONTRARY = "supporting", "contrary"
SIDES = (SUPPORTING, CONTRARY)
DISSENT, MINORITY, SEARCHED = "dissent", "minority", "search"
NOTES = (DISSENT, MINORITY, SEARCHED)
SIGNED, DISSENTS = "signed", "dissents"


class Theme(Base):
    """A claim that people make over excerpts. What it says is in its wordings.

    Attributes:
        wording: The number of the wording that counts.
        back: The number of the wording that its participants may read; 0 while it was not given back.
    """

    __tablename__ = "theme"
    __table_args__ = (CheckConstraint("state IN ('proposed', 'contested', 'held', 'set_aside')", name="state"),)

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    wording: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default=PROPOSED)
    back: Mapped[int] = mapped_column(default=0)
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class ThemeWording(Base):
    """One version of what a theme says; earlier ones are kept."""

    __tablename__ = "theme_wording"

    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    statement: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))


class ThemeExcerpt(Base):
    """An excerpt that supports a theme, or speaks against it."""

    __tablename__ = "theme_excerpt"
    __table_args__ = (CheckConstraint("side IN ('supporting', 'contrary')", name="side"),)

    id: Mapped[str_id]
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    excerpt_id: Mapped[str] = mapped_column(ForeignKey("excerpt.id"), index=True)
    side: Mapped[str] = mapped_column(String(16))
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class ThemeNote(Base):
    """What the team writes about a theme.

    Attributes:
        kind: ``dissent`` within the team; ``minority``, how a few read it; ``search``, where somebody looked for what
            speaks against it.
    """

    __tablename__ = "theme_note"
    __table_args__ = (CheckConstraint("kind IN ('dissent', 'minority', 'search')", name="kind"),)

    id: Mapped[str_id]
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class ThemeVoice(Base):
    """What a participant answered to a theme that rests on their words. Only they can take it back.

    Attributes:
        session_id: A session in which they said or wrote what the theme rests on: the gate asks by it.
        wording: The number of the wording that they answered to.
        answer: ``signed``: it says what they meant; ``dissents``.
        text: In their own words; blank once they took it back, or it was erased.
        reply: What the team did about it, which the participant reads. It closes nothing.
    """

    __tablename__ = "theme_voice"
    __table_args__ = (CheckConstraint("answer IN ('signed', 'dissents')", name="answer"),)

    id: Mapped[str_id]
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"))
    wording: Mapped[int]
    answer: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)
    replied_by: Mapped[str | None] = mapped_column(String(64))
    replied_at: Mapped[datetime | None]
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
