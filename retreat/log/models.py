"""Tables of the session log: operations, their channels, their words, and what is projected from them.

Operations carry ids, kinds and positions only. What people wrote lives in ``Words`` alone, so that erasing a person's
words leaves a log without holes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.database.erasing import holds_words

_SESSION = "dialogue_session.id"


class SessionHead(Base):
    """The head of one session's log. Its row is the lock that orders the session's writers."""

    __tablename__ = "session_head"

    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime | None]


class LogOperation(Base):
    """One operation, numbered without gaps within its session, never changed.

    ``entered_by``: the scribe who entered it for somebody without a device; None where people acted for themselves.
    """

    __tablename__ = "log_operation"
    __table_args__ = (UniqueConstraint("session_id", "op_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    op_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    target_id: Mapped[str] = mapped_column(String(64))
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id"), index=True)
    entered_by: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    client_at: Mapped[datetime | None]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    words_id: Mapped[str | None] = mapped_column(ForeignKey("words.id"))
    answer_seq: Mapped[int]
    answer_version: Mapped[int]


class ChannelOperation(Base):
    """One operation on one channel, with that channel's own dense number."""

    __tablename__ = "channel_operation"
    __table_args__ = (Index("ix_channel_operation_session_id_seq", "session_id", "seq"),)

    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), primary_key=True)
    channel: Mapped[str] = mapped_column(String(80), primary_key=True)
    channel_seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]


class ChannelHead(Base):
    """The last number given out on one channel."""

    __tablename__ = "channel_head"

    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), primary_key=True)
    channel: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)


class Words(Base):
    """One wording of one thing. Erased words are blank; withheld ones were set aside and reach no board."""

    __tablename__ = "words"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    target_id: Mapped[str] = mapped_column(String(64), index=True)
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id"), index=True)
    version: Mapped[int]
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    withheld: Mapped[bool] = mapped_column(default=False)


holds_words(Words.__tablename__)


class Note(Base):
    """A note's current state.

    Attributes:
        seat: The seat that its author spoke from, by its place in the step; None for their own.
        nameless: Whether it was handed in, so that its author's name is never shown, even when everyone can read it.
        at_table_id: Where its author sat when it was written, whoever may read it: what a table reads back is known by
            it, also after people have moved on.
        chosen: Which answer it is, if it was chosen by its picture and has not been reworded since.
        picture_id: The picture of the paper that it was typed from, of a higher room.
    """

    __tablename__ = "note"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    prompt_id: Mapped[str] = mapped_column(ForeignKey("prompt.id"))
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    at_table_id: Mapped[str | None] = mapped_column(String(64))
    chosen: Mapped[str | None] = mapped_column(String(16))
    note_kind: Mapped[str] = mapped_column(String(32))
    seat: Mapped[str | None] = mapped_column(String(64))
    share: Mapped[str] = mapped_column(String(16))
    nameless: Mapped[bool] = mapped_column(default=False, server_default=false())
    audience: Mapped[list[str]] = mapped_column(JSON)
    version: Mapped[int]
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    cluster_id: Mapped[str | None] = mapped_column(String(64))
    rank: Mapped[str | None] = mapped_column(String(64))
    picture_id: Mapped[str | None] = mapped_column(String(64))
    written_at: Mapped[datetime]
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Cluster(Base):
    """A grouping made live.

    Attributes:
        removed_at: When the act that made it was undone.
    """

    __tablename__ = "cluster"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    prompt_id: Mapped[str | None] = mapped_column(ForeignKey("prompt.id"))
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    rank: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int]
    merged_into: Mapped[str | None] = mapped_column(String(64))
    removed_at: Mapped[datetime | None]


class Vote(Base):
    """One person's dot on one thing."""

    __tablename__ = "vote"

    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    target_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id"))


class Lightbulb(Base):
    """A self-declared shift of understanding."""

    __tablename__ = "lightbulb"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"))
    on_id: Mapped[str | None] = mapped_column(String(64))
    share: Mapped[str] = mapped_column(String(16))
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]


class Position(Base):
    """One person's placing on a scale."""

    __tablename__ = "position"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"))
    scale_id: Mapped[str] = mapped_column(String(64))
    value: Mapped[int]
    at: Mapped[datetime]


class ReadBack(Base):
    """A table reads back what it wrote, for some minutes."""

    __tablename__ = "read_back"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    table_id: Mapped[str] = mapped_column(ForeignKey("session_table.id"))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class ReadBackLine(Base):
    """One thing that a table read back, and what it answered.

    Attributes:
        target_id: A note, a heading, or a gist.
        answer: ``confirmed``, ``corrected`` or ``disowned``; None where nobody answered.
        words_id: The wording that the answer is about.
    """

    __tablename__ = "read_back_line"

    read_back_id: Mapped[str] = mapped_column(ForeignKey("read_back.id"), primary_key=True)
    target_id: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    position: Mapped[int]
    answer: Mapped[str | None] = mapped_column(String(16))
    words_id: Mapped[str | None] = mapped_column(String(64))


class ReadBackText(Base):
    """The gist of what a table said, or how one of its lines should read.

    Attributes:
        line_id: The line that it corrects; None for a gist.
    """

    __tablename__ = "read_back_text"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    table_id: Mapped[str] = mapped_column(ForeignKey("session_table.id"))
    line_id: Mapped[str | None] = mapped_column(String(64), index=True)
    share: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id"))
    at: Mapped[datetime]


class ReadBackObjection(Base):
    """Somebody at a table objects to a line. It is never shown by person, nor counted."""

    __tablename__ = "read_back_objection"

    id: Mapped[str_id]
    session_id: Mapped[str] = mapped_column(ForeignKey(_SESSION), index=True)
    table_id: Mapped[str] = mapped_column(ForeignKey("session_table.id"))
    line_id: Mapped[str] = mapped_column(String(64), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
