"""Tables of outcome narratives: each with its wordings, and which one a step of a session reads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.database.erasing import holds_words

TITLE_MAX_CHARS = 160
CHOSEN_BY_MAX_CHARS = 160
BECAUSE_MAX_CHARS = 500


class Narrative(Base):
    """An account that somebody brought; its words are in its wordings.

    Attributes:
        partner_id: Who brought it, where it was a partner.
        sector_id: From which sector it comes.
        erased_at: When it was removed, with everything that was made from it.
        returns_at: When nobody may read it any more; null for one from before that was asked.
        out_of: From how many it was chosen.
        chosen_by: Who chose it, and ``chosen_because``: why. Reports print both.
        with_person: whether it was written with the person, who confirmed it: see `origins`.
        returned_at: When its words went back to the partner: only lines that the partner approved stay.
    """

    __tablename__ = "narrative"

    id: Mapped[str_id]
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partner.id"))
    sector_id: Mapped[str | None] = mapped_column(ForeignKey("sector.id"))
    created_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    returns_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    out_of: Mapped[int | None]
    chosen_by: Mapped[str] = mapped_column(String(CHOSEN_BY_MAX_CHARS), default="", server_default="")
    chosen_because: Mapped[str] = mapped_column(String(BECAUSE_MAX_CHARS), default="", server_default="")
    with_person: Mapped[str] = mapped_column(String(16), default="", server_default="")


class NarrativeText(Base):
    """One wording of a narrative. Once a session has read it, it never changes, so that marks stay in their places.

    Attributes:
        number: Which wording it is, from 1.
        revision: Rises with every change of a wording that nobody has read yet; guards against a stale edit.
        lines: Its numbered lines as code points: from, to, and 1 where a paragraph begins.
        is_anonymous: Whether whoever cleared it said that nobody can be recognised.
        cleared_at: When it was cleared to be read by others; null where it has not been, or was changed since.
        used_at: When it was first laid out in a session.
        writers: Ids of the staff who typed some of these words, or of the wording that they were made from.
        settled: Suggested identifiers that somebody said identify nobody: ``title`` or ``text``, from, to.
        settled_by: Who said so last.
        approved: What the partner approved to stay: from, to, whole lines. ``approved_by`` noted that.
    """

    __tablename__ = "narrative_text"
    __table_args__ = (UniqueConstraint("narrative_id", "number"),)

    id: Mapped[str_id]
    narrative_id: Mapped[str] = mapped_column(ForeignKey("narrative.id"))
    number: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(TITLE_MAX_CHARS))
    text: Mapped[str] = mapped_column(Text)
    lines: Mapped[list[list[int]]] = mapped_column(JSON)
    is_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    writers: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    settled: Mapped[list[list[str | int]]] = mapped_column(JSON, default=list, server_default="[]")
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    settled_at: Mapped[datetime | None]
    approved: Mapped[list[list[int]]] = mapped_column(JSON, default=list, server_default="[]")
    approved_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None]


holds_words(Narrative.__tablename__)
holds_words(NarrativeText.__tablename__)


class NarrativeChoice(Base):
    """Which wording a step reads: everyone, or one table."""

    __tablename__ = "narrative_choice"

    id: Mapped[str_id]
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    text_id: Mapped[str] = mapped_column(ForeignKey("narrative_text.id"))
    chosen_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    chosen_at: Mapped[datetime]
