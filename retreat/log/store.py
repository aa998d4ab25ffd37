"""Appending to one session's log, and reading it back by channel. Nothing else may query the log's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, case, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from retreat.database import UTCDateTime, table_of
from retreat.database.erasing import ask_to_purge
from retreat.errors import NotFound
from retreat.ids import Ids
from retreat.log.models import ChannelHead, ChannelOperation, LogOperation, SessionHead, Words
from retreat.programme.models import DialogueSession, Event, Prompt

# The statements of the write path are built once, because building them costs more than running them.
_head, _operation = table_of(SessionHead), table_of(LogOperation)
_channel, _on_channel, _words = table_of(ChannelHead), table_of(ChannelOperation), table_of(Words)
_meeting, _event = table_of(DialogueSession), table_of(Event)

_LOCK = select(_head.c.session_id).where(_head.c.session_id == bindparam("session")).with_for_update()
_STATE = (
    select(case((_event.c.closed_at.is_not(None), "closed"), else_=_meeting.c.state))
    .join(_event, _event.c.id == _meeting.c.event_id)
    .where(_meeting.c.id == bindparam("session"))
)
_ANSWERED = select(_operation.c.participant_id, _operation.c.answer_seq, _operation.c.answer_version).where(
    _operation.c.session_id == bindparam("session"), _operation.c.op_id == bindparam("op")
)
_NEXT = (
    update(_head)
    .where(_head.c.session_id == bindparam("session"))
    .values(
        seq=_head.c.seq + 1,
        # Strictly later than anything before, so that a reader can merge channels by time.
        last_at=case(
            (_head.c.last_at >= bindparam("now", type_=UTCDateTime()), type_coerce(_head.c.last_at, BigInteger) + 1),
            else_=type_coerce(bindparam("now", type_=UTCDateTime()), BigInteger),
        ),
    )
    .returning(_head.c.seq, _head.c.last_at)
)
_NUMBER = (
    update(_channel)
    .where(_channel.c.session_id == bindparam("session"), _channel.c.channel == bindparam("name"))
    .values(seq=_channel.c.seq + 1)
    .returning(_channel.c.seq)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened, ready to be appended.

    Attributes:
        channels: Each reader must be on exactly one of them.
        answer_channel: The channel whose number its sender is told.
        texts: Words to be kept once, by field name; None if it has none of its own.
        shows_words_id: Words kept earlier that this fact shows to new readers.
        entered_by: The scribe who entered it for its participant.
    """

    op_id: str
    kind: str
    target_id: str
    participant_id: str | None
    body: Mapping[str, Any]
    channels: tuple[str, ...]
    answer_channel: str
    version: int = 1
    client_at: datetime | None = None
    texts: Mapping[str, Any] | None = None
    shows_words_id: str | None = None
    entered_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """The place that a fact got in the log."""

    seq: int
    at: datetime
    words_id: str | None
    answer_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the sender of an operation is told, the first time and whenever it is repeated."""

    participant_id: str | None
    seq: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAct:
    """One operation as the log keeps it: without words, but with the row that holds them."""

    op_id: str
    kind: str
    target_id: str
    participant_id: str | None
    body: Mapping[str, Any]
    words_id: str | None
    at: datetime


def open_log(db: Session, session_id: str) -> None:
    """Make the head of a session's log, if it has none yet."""
    if db.get(SessionHead, session_id) is None:
        db.execute(insert(SessionHead).values(session_id=session_id, seq=0, last_at=None))


def lock(db: Session, session_id: str) -> str:
    """Order this transaction after all others that write to the session; its state, ``closed`` after its event.

    Raises:
        NotFound: The session has no log.
    """
    connection, asked = db.connection(), {"session": session_id}
    if connection.execute(_LOCK, asked).scalar_one_or_none() is None:
        raise NotFound
    # Only now: on PostgreSQL, a statement that had to wait would see the state from before.
    state: str = connection.execute(_STATE, asked).scalar_one()
    return state


def answer_given(db: Session, session_id: str, op_id: str) -> Answer | None:
    """The answer an ``op_id`` got before, if it was ever kept."""
    row = db.connection().execute(_ANSWERED, {"session": session_id, "op": op_id}).first()
    return Answer(participant_id=row[0], seq=row[1], version=row[2]) if row else None


def last_kept(db: Session, session_id: str, participant_id: str) -> datetime | None:
    """When the last operation of somebody was kept in a session; None where there is none."""
    theirs = select(LogOperation.at).where(
        LogOperation.session_id == session_id, LogOperation.participant_id == participant_id
    )
    return db.scalar(theirs.order_by(LogOperation.seq.desc()).limit(1))


def happened(db: Session, session_id: str, kinds: Sequence[str]) -> list[tuple[str, str, dict[str, Any], datetime]]:
    """Kind, target, body and time of all operations of these kinds, in order, without words."""
    rows = db.execute(
        select(LogOperation.kind, LogOperation.target_id, LogOperation.body, LogOperation.at)
        .where(LogOperation.session_id == session_id, LogOperation.kind.in_(kinds))
        .order_by(LogOperation.seq)
    )
    return [tuple(row) for row in rows]


def kept_acts(db: Session, session_id: str, kinds: Sequence[str]) -> list[KeptAct]:
    """Everything of these kinds, in order, with whose it was and which words it bore."""
    rows = db.execute(
        select(
            LogOperation.op_id,
            LogOperation.kind,
            LogOperation.target_id,
            LogOperation.participant_id,
            LogOperation.body,
            LogOperation.words_id,
            LogOperation.at,
        )
        .where(LogOperation.session_id == session_id, LogOperation.kind.in_(kinds))
        .order_by(LogOperation.seq)
    )
    return [KeptAct(**row._mapping) for row in rows]


def append(db: Session, session_id: str, fact: Fact, *, now: datetime, words_id: str) -> Appended:
    """Number one fact and keep it. The caller holds the session's lock.

    Args:
        now: Aware UTC from the server's clock. The stored time is strictly later than the session's last.
        words_id: Id for the words row, used if the fact has words.
    """
    connection = db.connection()
    seq, at = connection.execute(_NEXT, {"session": session_id, "now": now}).one()
    if fact.texts is not None:
        _keep_words(db, session_id, fact, words_id, at)
    numbers = {channel: _number(db, session_id, channel) for channel in fact.channels}
    kept_words = words_id if fact.texts is not None else fact.shows_words_id
    connection.execute(
        insert(_operation),
        {
            "session_id": session_id,
            "seq": seq,
            "op_id": fact.op_id,
            "kind": fact.kind,
            "target_id": fact.target_id,
            "participant_id": fact.participant_id,
            "entered_by": fact.entered_by,
            "at": at,
            "client_at": fact.client_at,
            "body": dict(fact.body),
            "words_id": kept_words,
            "answer_seq": numbers.get(fact.answer_channel, 0),
            "answer_version": fact.version,
        },
    )
    connection.execute(
        insert(_on_channel),
        [{"session_id": session_id, "channel": c, "channel_seq": n, "seq": seq} for c, n in numbers.items()],
    )
    return Appended(
        seq=seq,
        at=at,
        words_id=words_id if fact.texts is not None else None,
        answer_seq=numbers.get(fact.answer_channel, 0),
    )


def forget_staff(db: Session, staff_id: str) -> None:
    """An account is deleted: what it entered for somebody stays theirs, without who entered it."""
    db.execute(update(LogOperation).where(LogOperation.entered_by == staff_id).values(entered_by=None))


def append_own(
    db: Session,
    session_id: str,
    kind: str,
    target_id: str,
    channel: str,
    *,
    now: datetime,
    ids: Ids,
    body: Mapping[str, Any] | None = None,
    version: int = 1,
) -> Appended:
    """Keep what the server itself does, as an operation without an author. The caller holds the session's lock."""
    fact = Fact(
        op_id=ids(),
        kind=kind,
        target_id=target_id,
        participant_id=None,
        body=body or {},
        channels=(channel,),
        answer_channel=channel,
        version=version,
    )
    return append(db, session_id, fact, now=now, words_id=ids())


def _keep_words(db: Session, session_id: str, fact: Fact, words_id: str, at: datetime) -> None:
    db.connection().execute(
        insert(_words),
        {
            "id": words_id,
            "session_id": session_id,
            "target_id": fact.target_id,
            "participant_id": fact.participant_id,
            "version": fact.version,
            "texts": dict(fact.texts or {}),
            "at": at,
            "erased_at": None,
            "withheld": False,
        },
    )


def _number(db: Session, session_id: str, channel: str) -> int:
    connection = db.connection()
    number: int | None = connection.execute(_NUMBER, {"session": session_id, "name": channel}).scalar_one_or_none()
    if number is None:
        connection.execute(insert(_channel), {"session_id": session_id, "channel": channel, "seq": 1})
        return 1
    return number


def channels_of(db: Session, session_id: str, target_id: str, kind: str) -> tuple[str, ...]:
    """The channels on which a thing's operations were sent; readers of those receive later ones too."""
    found = db.scalars(
        select(_on_channel.c.channel)
        .join(
            _operation, (_operation.c.session_id == _on_channel.c.session_id) & (_operation.c.seq == _on_channel.c.seq)
        )
        .where(_operation.c.session_id == session_id, _operation.c.target_id == target_id, _operation.c.kind == kind)
        .order_by(_on_channel.c.channel)
        .distinct()  # what was set aside with its author and came back was added twice
    )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The operation by which something came to be."""

    kind: str
    body: Mapping[str, Any]
    channels: tuple[str, ...]


def begun(db: Session, session_id: str, target_id: str) -> Begun:
    """How something that people made came to be."""
    its_own = (_operation.c.session_id == session_id, _operation.c.target_id == target_id)
    first = db.execute(select(_operation.c.kind, _operation.c.body).where(*its_own).order_by(_operation.c.seq)).first()
    if first is None:
        raise NotFound
    return Begun(kind=first.kind, body=first.body, channels=channels_of(db, session_id, target_id, first.kind))


def heads(db: Session, session_id: str, channels: Sequence[str]) -> dict[str, int]:
    """The last number of each channel; 0 where nothing was said on it."""
    found = db.execute(
        select(ChannelHead.channel, ChannelHead.seq).where(
            ChannelHead.session_id == session_id, ChannelHead.channel.in_(channels)
        )
    )
    return dict.fromkeys(channels, 0) | {row.channel: row.seq for row in found}


def session_head(db: Session, session_id: str) -> int:
    """The last number of the whole session's log; 0 for one that has none."""
    return db.scalar(select(SessionHead.seq).where(SessionHead.session_id == session_id)) or 0


def erase_words(
    db: Session, session_id: str, target_ids: Sequence[str], *, at: datetime, by: str | None = None
) -> bool:
    """Blank every wording of these things, or those by one author; their bytes leave the files soon after.

    Returns:
        Whether there was one that was not blank.
    """
    if not target_ids:
        return False
    these = [Words.session_id == session_id, Words.target_id.in_(target_ids)]
    if by is not None:
        these.append(Words.participant_id == by)
    stood = db.scalar(select(Words.id).where(*these, Words.erased_at.is_(None)).limit(1)) is not None
    db.execute(update(Words).where(*these).values(texts={}, erased_at=at))
    ask_to_purge(db, now=at)
    return stood


def erase_words_by(db: Session, participant_id: str, *, at: datetime) -> bool:
    """Blank every wording by somebody, of any thing. Returns whether there was one that was not blank."""
    found = db.execute(
        update(Words)
        .where(Words.participant_id == participant_id, Words.erased_at.is_(None))
        .values(texts={}, erased_at=at)
    )
    return bool(found.rowcount)  # type: ignore[attr-defined]


def erase_words_in(db: Session, sessions: Select[str], *, at: datetime) -> bool:
    """Blank every wording in these sessions, by anybody or nobody, but not what was asked, which is the team's.

    Returns:
        Whether there was one that was not blank.
    """
    found = db.execute(
        update(Words)
        .where(Words.session_id.in_(sessions), Words.erased_at.is_(None), Words.target_id.not_in(select(Prompt.id)))
        .values(texts={}, erased_at=at)
        .execution_options(synchronize_session=False)
    )
    return bool(found.rowcount)  # type: ignore[attr-defined]


def withhold_words(db: Session, session_id: str, target_id: str) -> None:
    """Keep every wording of this thing for the record, but no longer send it to boards."""
    db.execute(update(Words).where(Words.session_id == session_id, Words.target_id == target_id).values(withheld=True))


def give_words_back(db: Session, session_id: str, target_id: str) -> None:
    """Stop withholding the wordings of this thing."""
    db.execute(update(Words).where(Words.session_id == session_id, Words.target_id == target_id).values(withheld=False))
