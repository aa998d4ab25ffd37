"""What analysis keeps: the programme's own log, codes with their wordings, excerpts and codings.

No table here holds a word that was said: excerpts hold on to anchors, and are read through the gate. What the team
writes (names of codes, reasons) may quote, so each such column belongs to a store in ``derived``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id

NAME_MAX_CHARS = 120
TEXT_MAX_CHARS = 4_000
COLOURS = ("blue", "earth", "green", "violet", "gold", "rose", "grey", "red")

HELD, SUGGESTED, REFUSED = "held", "suggested", "refused"
WORDS, MADE, NARRATIVE = "words", "made", "narrative"
TYPICAL, NEAR_MISS = "typical", "near_miss"


class AnalysisHead(Base):
    """The last number in a programme's log. Its row is the lock that orders the programme's writers."""

    __tablename__ = "analysis_head"

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


class AnalysisEntry(Base):
    """One analytic decision, never changed. Undoing it is another entry.

    Attributes:
        kind: Such as ``code.renamed``; see ``acts.kinds``.
        thing_id: What it is about.
        body: Ids and numbers only: what changed, and what the story needs to tell it.
        why: The reason that somebody gave.
        undoes: The number of the entry that it undoes.
    """

    __tablename__ = "analysis_entry"

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    session_id: Mapped[str | None] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    thing_id: Mapped[str | None] = mapped_column(String(64), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    why: Mapped[str | None] = mapped_column(Text)
    undoes: Mapped[int | None]


class Approach(Base):
    """How a programme says that it works, from a moment on; the highest number counts."""

    __tablename__ = "approach"
    __table_args__ = (CheckConstraint("kind IN ('reliability', 'codebook', 'reflexive')", name="kind"),)

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))


class Code(Base):
    """A code in a programme's codebook. Its name and definition are in its wordings.

    Attributes:
        wording: The number of the wording that counts.
        merged_into: The code that took its codings.
        in_vivo_id: The excerpt whose words are its name, where it was named after them.
    """

    __tablename__ = "code"

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("code.id"))
    wording: Mapped[int] = mapped_column(default=1)
    colour: Mapped[str] = mapped_column(String(16))
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("code.id"))
    in_vivo_id: Mapped[str | None] = mapped_column(String(64))
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class CodeWording(Base):
    """One version of what a code is called and means; earlier ones are kept."""

    __tablename__ = "code_wording"

    code_id: Mapped[str] = mapped_column(ForeignKey("code.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(NAME_MAX_CHARS))
    meaning: Mapped[str] = mapped_column(Text)
    use_when: Mapped[str] = mapped_column(Text)
    not_when: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))


class CodeExample(Base):
    """An excerpt that shows what a code means (``typical``), or where it ends (``near_miss``)."""

    __tablename__ = "code_example"
    __table_args__ = (CheckConstraint("kind IN ('typical', 'near_miss')", name="kind"),)

    id: Mapped[str_id]
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id"), index=True)
    excerpt_id: Mapped[str] = mapped_column(ForeignKey("excerpt.id"))
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class Excerpt(Base):
    """A chosen span of what was said, written or brought. Codings, memos and readings hang on it.

    Attributes:
        kind: ``words`` by ``anchor_id``; ``made`` (a note, a mark …) or ``narrative`` by ``thing_id``.
        noun: Which kind of thing was made.
        first_cp: Where it begins in a written text, in code points; ``last_cp``: one past its end. Null for all of it.
    """

    __tablename__ = "excerpt"
    __table_args__ = (CheckConstraint("kind IN ('words', 'made', 'narrative')", name="kind"),)

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    anchor_id: Mapped[str | None] = mapped_column(ForeignKey("anchor.id"), index=True)
    noun: Mapped[str | None] = mapped_column(String(32))
    thing_id: Mapped[str | None] = mapped_column(String(64), index=True)
    first_cp: Mapped[int | None]
    last_cp: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))


class Coding(Base):
    """A code applied to an excerpt by somebody.

    Attributes:
        state: ``held``; ``suggested`` by a search until somebody accepts or refuses it.
        double_id: The blind double coding that it belongs to; hidden from others until that is opened.
        decided_by: Who accepted or refused a suggestion.
    """

    __tablename__ = "coding"
    __table_args__ = (
        CheckConstraint("state IN ('held', 'suggested', 'refused')", name="state"),
        Index("ix_coding_session_id_code_id", "session_id", "code_id"),
    )

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    session_id: Mapped[str | None] = mapped_column(ForeignKey("dialogue_session.id"))
    excerpt_id: Mapped[str] = mapped_column(ForeignKey("excerpt.id"), index=True)
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default=HELD)
    double_id: Mapped[str | None] = mapped_column(ForeignKey("double_coding.id"), index=True)
    by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(64))
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class BroughtCoder(Base):
    """Somebody whose codings came in a project. Codings and memos name them as they name members of staff.

    Attributes:
        guid: By which the other program knows them.
    """

    __tablename__ = "brought_coder"
    __table_args__ = (UniqueConstraint("programme_id", "guid"),)

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"))
    guid: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(NAME_MAX_CHARS))
    at: Mapped[datetime]
