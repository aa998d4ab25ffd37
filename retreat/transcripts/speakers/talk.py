"""How much each voice of a transcript speaks: words and time, for denominators. Only what a reader may read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.sight import in_sight, sight_of, turns_in_sight
from retreat.transcripts.under import voices_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What one voice says in a transcript.

    Attributes:
        participant_id: Whose voice it is, if it is matched.
        ms: The time of its words, without the pauses between them.
    """

    label: str | None
    participant_id: str | None
    words: int
    ms: int


def talk_of(db: Session, reader: Reader, transcript_id: str) -> list[Talk]:
    """The talk of every voice of a transcript, added up by the database."""
    rows = db.execute(
        select(
            RecordedTurn.speaker,
            RecordedWord.said_by,
            func.count(),
            func.sum(func.coalesce(RecordedWord.end_ms - RecordedWord.start_ms, 0)),
        )
        .outerjoin(
            RecordedTurn,
            (RecordedTurn.transcript_id == RecordedWord.transcript_id) & (RecordedTurn.n == RecordedWord.turn),
        )
        .where(in_sight(sight_of(db, reader, transcript_id)), ~RecordedWord.removed)
        .group_by(RecordedTurn.speaker, RecordedWord.said_by)
    ).all()
    people = voices_of(db, transcript_id).people
    return [
        Talk(label=label, participant_id=said_by or people.get(label or ""), words=words, ms=int(ms or 0))
        for label, said_by, words, ms in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One turn as a stretch of time, without its words."""

    turn: int
    label: str
    start_ms: int
    end_ms: int


def stretches_of(db: Session, reader: Reader, transcript_id: str) -> list[Stretch]:
    """The turns of a transcript that have times and may be read as a whole, in order."""
    rows = db.execute(
        select(RecordedTurn.n, RecordedTurn.speaker, RecordedTurn.start_ms, RecordedTurn.end_ms)
        .where(
            turns_in_sight(sight_of(db, reader, transcript_id)),
            RecordedTurn.speaker.is_not(None),
            RecordedTurn.start_ms.is_not(None),
            RecordedTurn.end_ms.is_not(None),
            RecordedTurn.text != "",
        )
        .order_by(RecordedTurn.start_ms, RecordedTurn.n)
    )
    return [
        Stretch(turn=row.n, label=row.speaker or "", start_ms=row.start_ms or 0, end_ms=row.end_ms or 0) for row in rows
    ]
