"""What search finds: passages with their voices and meanings, and groupings of passages.

All of it is derived from words that other rooms keep, and can be rebuilt at any time.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.transcripts.limits import NAME_MAX_CHARS

WRITING = "writing"
CURRENT = "current"
SUPERSEDED = "superseded"
ERASED = "erased"

SPOKEN = "spoken"
WRITTEN = "written"


class Passage(Base):
    """The searchable unit of the record: 60 to 150 spoken words, one note, or one light-bulb.

    Attributes:
        note_id: Of the note or light-bulb.
        number: Key of the indexes; never shown.
        participant_id: Who wrote it; what was said has its voices instead.
        position: Order within the transcript; 0 for a note.
        turns: Of what was said: where in ``text`` each stretch of a voice begins, its turn, and the voice's label. Null
            until it is known.
        at: When it was said or written, on the one clock; null if unknown.
        cut_away: Whether its transcript has since been cut into other passages. It still names its words.
    """

    __tablename__ = "passage"
    __table_args__ = (
        CheckConstraint("state IN ('writing', 'current', 'superseded', 'erased')", name="state"),
        CheckConstraint("kind IN ('spoken', 'written')", name="kind"),
        CheckConstraint("kind = 'written' OR participant_id IS NULL", name="author"),
        Index("ix_passage_session_id_state", "session_id", "state"),
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    id: Mapped[str] = mapped_column(String(64), unique=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=CURRENT)
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("audio_recording.id"))
    transcript_id: Mapped[str | None] = mapped_column(ForeignKey("transcript_version.id"), index=True)
    note_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id"), index=True)
    prompt_id: Mapped[str | None] = mapped_column(String(64), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    text: Mapped[str] = mapped_column(Text)
    speakers: Mapped[list[str]] = mapped_column(JSON, default=list)
    turns: Mapped[list[tuple[int, int, str | None]] | None] = mapped_column(JSON(none_as_null=True))
    start_ms: Mapped[int | None] = mapped_column(BigInteger)
    end_ms: Mapped[int | None] = mapped_column(BigInteger)
    first_word: Mapped[int | None]
    last_word: Mapped[int | None]
    first_turn: Mapped[int | None]
    last_turn: Mapped[int | None]
    at: Mapped[datetime | None]
    cut_away: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class PassageChange(Base):
    """Which passages have changed, so that a process reads only those again; the database itself writes it.

    ``seq`` rises with every change; each passage has its latest one.
    """

    __tablename__ = "passage_change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    number: Mapped[int] = mapped_column(BigInteger, unique=True)


class PassageVoice(Base):
    """One voice with words in a spoken passage: the gate and the filters check each of them.

    Attributes:
        place: Their order, from 0, by where each begins.
        label: The voice's label in its transcript. Null for words without a voice, and for words known to be
            somebody's in another way than by the voice of their turn.
        participant_id: Whose words they are; null if unknown.
    """

    __tablename__ = "passage_voice"

    number: Mapped[int] = mapped_column(BigInteger, ForeignKey("passage.number"), primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str | None] = mapped_column(String(NAME_MAX_CHARS))
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id"), index=True)


class PassageVector(Base):
    """The meaning of a passage: 384 little-endian half floats of length one.

    ``seq`` rises with every new vector, so that a process fetches only those that it has not seen.
    """

    __tablename__ = "passage_vector"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    number: Mapped[int] = mapped_column(ForeignKey("passage.number"), unique=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class PassageGrouping(Base):
    """A machine's suggestion of similar passages, named by some distinctive words. Never called a theme."""

    __tablename__ = "passage_grouping"

    id: Mapped[str_id]
    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcript_version.id"), index=True)
    position: Mapped[int]
    words: Mapped[list[str]] = mapped_column(JSON, default=list)


class GroupedPassage(Base):
    """A passage's membership of a grouping."""

    __tablename__ = "grouped_passage"

    grouping_id: Mapped[str] = mapped_column(ForeignKey("passage_grouping.id"), primary_key=True)
    passage_id: Mapped[str] = mapped_column(ForeignKey("passage.id"), primary_key=True)
