"""What is kept of the talk: words, turns and speakers. Only this room imports these tables.

A word's number within its transcript never changes, so what anchors to it stays where it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.people.models import DESCRIBED_MAX_CHARS
from retreat.transcripts.limits import NAME_MAX_CHARS, WORD_MAX_CHARS

MACHINE = "machine"
CHECKED = "checked"
APPROVED = "approved"
REVIEWS = (MACHINE, CHECKED, APPROVED)

# Free places between two neighbouring words, for words that people add.
PLACES_BETWEEN = 2**20


class RecordedSpeaker(Base):
    """A voice's label within one transcript, with the name that people gave it; it may be matched to a participant.

    Attributes:
        sector: Given by hand, like ``role``; both count only while the voice is not matched to anybody.
    """

    __tablename__ = "recorded_speaker"
    __table_args__ = (UniqueConstraint("transcript_id", "label"),)

    id: Mapped[str_id]
    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"))
    label: Mapped[str] = mapped_column(String(NAME_MAX_CHARS))
    position: Mapped[int]
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id"))
    name: Mapped[str | None] = mapped_column(String(NAME_MAX_CHARS))
    sector: Mapped[str | None] = mapped_column(String(DESCRIBED_MAX_CHARS))
    role: Mapped[str | None] = mapped_column(String(DESCRIBED_MAX_CHARS))


class RecordedTurn(Base):
    """One voice's unbroken speech; times are null where the transcript came without.

    Attributes:
        version: Rises with every change by a person; a change names the version it was made on.
        assigned_by: Who assigned its speaker; null for the machine.
        speaker_confidence: How sure the machine was of the speaker, 0 to 1; null where it can't say.
    """

    __tablename__ = "recorded_turn"
    __table_args__ = (CheckConstraint("review IN ('machine', 'checked', 'approved')", name="review"),)

    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    speaker: Mapped[str | None] = mapped_column(String(NAME_MAX_CHARS))
    start_ms: Mapped[int | None] = mapped_column(BigInteger)
    end_ms: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(Text)
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    review: Mapped[str] = mapped_column(String(16), default=MACHINE, server_default=MACHINE)
    reviewed_by: Mapped[str | None] = mapped_column(String(64))
    reviewed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    assigned_by: Mapped[str | None] = mapped_column(String(64))
    speaker_confidence: Mapped[float | None] = mapped_column(Float)


class RecordedWord(Base):
    """One spoken word, with the turn it belongs to. Its number never changes, so what is anchored to it stays.

    Attributes:
        place: The order of words; a heard word is at its number times `PLACES_BETWEEN`, added ones are in between.
        heard: What the machine had written, if a person changed it.
        added: Whether a person added it.
        removed: Whether a person removed it; it is kept, but neither read nor found. One that is also blank
            was erased.
        said_by: Whose it is, if that is known from another version and not from the voice of its turn.
    """

    __tablename__ = "recorded_word"
    __table_args__ = (
        Index("ix_recorded_word_transcript_id_turn", "transcript_id", "turn"),
        Index("ix_recorded_word_transcript_id_place", "transcript_id", "place"),
        Index(
            "ix_recorded_word_said_by",
            "transcript_id",
            "said_by",
            sqlite_where=text("said_by IS NOT NULL"),
            postgresql_where=text("said_by IS NOT NULL"),
        ),
    )

    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    turn: Mapped[int | None]
    place: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(String(WORD_MAX_CHARS))
    start_ms: Mapped[int | None] = mapped_column(BigInteger)
    end_ms: Mapped[int | None] = mapped_column(BigInteger)
    confidence: Mapped[float | None] = mapped_column(Float)
    heard: Mapped[str | None] = mapped_column(String(WORD_MAX_CHARS))
    added: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    said_by: Mapped[str | None] = mapped_column(ForeignKey("participant.id"))


class TurnRevision(Base):
    """A turn's text after a change by a person; number 0 is how the machine left it.

    Attributes:
        kind: ``heard``, ``edited``, ``replaced``, ``restored``, ``spoken_by``, ``reviewed``, ``heard_again`` or
            ``opinion_taken``.
        words: ``[[n, text, start_ms, end_ms], …]`` in order.
        act: The id of the whole act, if several turns were changed at once.
    """

    __tablename__ = "turn_revision"

    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    speaker: Mapped[str | None] = mapped_column(String(NAME_MAX_CHARS))
    review: Mapped[str] = mapped_column(String(16), default=MACHINE)
    words: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    act: Mapped[str | None] = mapped_column(String(64), index=True)


class SpeakerChange(Base):
    """A change to the speakers of a transcript, with what is needed to undo it.

    Attributes:
        number: Counts the changes of a transcript from 1; the latest is undone first.
        kind: ``named``, ``described``, ``merged``, ``split``, ``reassigned`` or ``matched``.
        before: The earlier values, by turn or by label.
    """

    __tablename__ = "speaker_change"
    __table_args__ = (UniqueConstraint("transcript_id", "number"),)

    id: Mapped[str_id]
    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[datetime | None]


class TurnOpinion(Base):
    """What another model heard in a doubtful turn; it changes nothing until a person accepts it.

    Attributes:
        rerun_id: The job that requested it.
        basis: A checksum of the turn's text that it was compared with; if that changes, this is out of date.
        agrees: Whether it heard the same.
        words: ``[text, …]``, only if it heard something else; erasing words must reach these too.
        decision: ``taken`` or ``let_go``; null until a person decides.
        anchor_id: Holds the words that it was compared with, even in a version that replaces this one.
    """

    __tablename__ = "turn_opinion"
    __table_args__ = (CheckConstraint("decision IN ('taken', 'let_go')", name="decision"),)

    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(120), primary_key=True)
    model_digest: Mapped[str | None] = mapped_column(String(64))
    versions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    rerun_id: Mapped[str] = mapped_column(ForeignKey("speech_rerun.id"), index=True)
    at: Mapped[datetime]
    basis: Mapped[int] = mapped_column(Integer)
    agrees: Mapped[bool] = mapped_column(Boolean)
    words: Mapped[list[str]] = mapped_column(JSON, default=list)
    decision: Mapped[str | None] = mapped_column(String(16))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]
    anchor_id: Mapped[str | None] = mapped_column(ForeignKey("anchor.id"), index=True)


class TurnWording(Base):
    """One version of a turn at a level other than full verbatim; the highest number counts.

    Attributes:
        level: ``intelligent``; gists have a table in `retreat.transcripts.levels.models`.
        basis: The turn's version that it was made from.
        by: Who wrote it; null for the machine.
    """

    __tablename__ = "turn_wording"

    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    basis: Mapped[int] = mapped_column(Integer, default=0)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(64))


class LeftOutWord(Base):
    """A word in a stretch that is left out, and whose it was known to be before; see `RecordedWord.said_by`."""

    __tablename__ = "left_out_word"

    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    left_out_id: Mapped[str] = mapped_column(ForeignKey("left_out.id"), index=True)
    said_by: Mapped[str | None] = mapped_column(ForeignKey("participant.id"))
