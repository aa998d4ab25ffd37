"""Appending to one session's log, and reading it back by channel. Nothing else may query the log's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from retreat.clock import next_moment
from retreat.errors import NotFound
from retreat.log.models import ChannelHead, ChannelOperation, LogOperation, SessionHead, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened, ready to be appended.

    Attributes:
        channels: Each reader must be on exactly one of them.
        answer_channel: The channel whose number its sender is told.
        texts: Words to be kept once, by field name; None where it bears none of its own.
        shows_words_id: Words kept earlier that this fact shows to new readers.
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
    texts: Mapping[str, str] | None = None
    shows_words_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """Where a fact came to stand."""

    seq: int
    at: datetime
    words_id: str | None
    answer_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the sender of an operation is told, the first time and every time."""

    participant_id: str | None
    seq: int
    version: int


def open_log(db: Session, session_id: str) -> None:
    """Make the head of a new session's log."""
    db.execute(insert(SessionHead).values(session_id=session_id, seq=0, last_at=None))


def lock(db: Session, session_id: str) -> None:
    """Order this transaction after all others that write to the session.

    Raises:
        NotFound: The session has no log.
    """
    statement = select(SessionHead.seq).where(SessionHead.session_id == session_id).with_for_update()
    if db.execute(statement).first() is None:
        raise NotFound


def answer_given(db: Session, session_id: str, op_id: str) -> Answer | None:
    """The answer an ``op_id`` got before, if it was ever kept."""
    row = db.execute(
        select(LogOperation.participant_id, LogOperation.answer_seq, LogOperation.answer_version).where(
            LogOperation.session_id == session_id, LogOperation.op_id == op_id
        )
    ).first()
    return Answer(participant_id=row[0], seq=row[1], version=row[2]) if row else None


def append(db: Session, session_id: str, fact: Fact, *, now: datetime, words_id: str) -> Appended:
    """Number one fact and keep it. The caller holds the session's lock.

    Args:
        now: Aware UTC from the server's clock. The stored time is strictly later than the session's last.
        words_id: Id for the words row, used where the fact bears words.
    """
    seq, last_at = db.execute(
        update(SessionHead)
        .where(SessionHead.session_id == session_id)
        .values(seq=SessionHead.seq + 1)
        .returning(SessionHead.seq, SessionHead.last_at)
    ).one()
    at = next_moment(now, last_at)
    db.execute(update(SessionHead).where(SessionHead.session_id == session_id).values(last_at=at))
    if fact.texts is not None:
        _keep_words(db, session_id, fact, words_id, at)
    numbers = {channel: _number(db, session_id, channel) for channel in fact.channels}
    db.execute(
        insert(LogOperation).values(
            session_id=session_id,
            seq=seq,
            op_id=fact.op_id,
            kind=fact.kind,
            target_id=fact.target_id,
            participant_id=fact.participant_id,
            at=at,
            client_at=fact.client_at,
            body=dict(fact.body),
            words_id=words_id if fact.texts is not None else fact.shows_words_id,
            answer_seq=numbers.get(fact.answer_channel, 0),
            answer_version=fact.version,
        )
    )
    db.execute(
        insert(ChannelOperation),
        [{"session_id": session_id, "channel": c, "channel_seq": n, "seq": seq} for c, n in numbers.items()],
    )
    return Appended(
        seq=seq,
        at=at,
        words_id=words_id if fact.texts is not None else None,
        answer_seq=numbers.get(fact.answer_channel, 0),
    )


def _keep_words(db: Session, session_id: str, fact: Fact, words_id: str, at: datetime) -> None:
    db.execute(
        insert(Words).values(
            id=words_id,
            session_id=session_id,
            target_id=fact.target_id,
            participant_id=fact.participant_id,
            version=fact.version,
            texts=dict(fact.texts or {}),
            at=at,
            erased_at=None,
            withheld=False,
        )
    )


def _number(db: Session, session_id: str, channel: str) -> int:
    here = (ChannelHead.session_id == session_id, ChannelHead.channel == channel)
    number = db.execute(
        update(ChannelHead).where(*here).values(seq=ChannelHead.seq + 1).returning(ChannelHead.seq)
    ).scalar_one_or_none()
    if number is None:
        db.execute(insert(ChannelHead).values(session_id=session_id, channel=channel, seq=1))
        return 1
    return number


def heads(db: Session, session_id: str, channels: Sequence[str]) -> dict[str, int]:
    """The last number of each channel; 0 where nothing was said on it."""
    found = db.execute(
        select(ChannelHead.channel, ChannelHead.seq).where(
            ChannelHead.session_id == session_id, ChannelHead.channel.in_(channels)
        )
    )
    return dict.fromkeys(channels, 0) | {channel: seq for channel, seq in found}


def session_head(db: Session, session_id: str) -> int:
    """The last number of the whole session's log; 0 for one that has none."""
    return db.scalar(select(SessionHead.seq).where(SessionHead.session_id == session_id)) or 0


def erase_words(db: Session, session_id: str, target_ids: Sequence[str], *, at: datetime) -> None:
    """Blank every wording of these things."""
    db.execute(
        update(Words)
        .where(Words.session_id == session_id, Words.target_id.in_(target_ids))
        .values(texts={}, erased_at=at)
    )


def withhold_words(db: Session, session_id: str, target_id: str) -> None:
    """Keep every wording of this thing for the record, but send it to no board any more."""
    db.execute(
        update(Words).where(Words.session_id == session_id, Words.target_id == target_id).values(withheld=True)
    )
