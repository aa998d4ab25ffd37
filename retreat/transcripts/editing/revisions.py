"""The history of a turn: its text after each change, who made the change, and what it changed word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.transcripts.models import RecordedTurn, RecordedWord, TurnRevision
from retreat.transcripts.naming import staff_names
from retreat.transcripts.sight import Sight
from retreat.transcripts.spoken import hidden_among
from retreat.transcripts.versions.models import TranscriptVersion

HEARD = "heard"
EDITED = "edited"
REPLACED = "replaced"
RESTORED = "restored"
REVIEWED = "reviewed"
SPOKEN_BY = "spoken_by"
HEARD_AGAIN = "heard_again"
OPINION_TAKEN = "opinion_taken"
KINDS: dict[str, str] = {
    HEARD: "As the machine wrote it",
    EDITED: "Words changed",
    REPLACED: "Found and replaced",
    RESTORED: "An earlier text restored",
    REVIEWED: "State changed",
    SPOKEN_BY: "Given to another voice",
    HEARD_AGAIN: "Transcribed again by the machine",
    OPINION_TAKEN: "A second opinion accepted",
}
_MOMENT = timedelta(minutes=2)
Part = tuple[str, Literal["same", "out", "in"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One entry of a turn's history.

    Attributes:
        parts: Its words, with those marked that this change took out or put in.
        is_cut: Whether some words of it, or of the one before, are withheld now and left out here.
        is_now: Whether this is the current text.
    """

    number: int
    at: datetime
    by: str | None
    kind: str
    said: str
    speaker: str | None
    review: str
    text: str
    parts: tuple[Part, ...]
    is_now: bool
    is_cut: bool = False


def keep_revision(
    db: Session,
    turn: RecordedTurn,
    words: Sequence[RecordedWord],
    *,
    kind: str,
    by: str | None,
    at: datetime,
    act: str | None = None,
    joins: bool = False,
) -> TurnRevision:
    """Record a turn's text after a change.

    Args:
        words: Its words in order, without removed ones.
        joins: Whether to merge it with the previous change, if the same person made that a moment ago: typing
            with pauses makes one entry in the history.
    """
    stands = [[word.n, word.text, word.start_ms, word.end_ms] for word in words if not word.removed]
    last = last_change(db, turn) if joins else None
    if last is not None and (last.kind, last.by, last.review) == (EDITED, by, turn.review) and at - last.at <= _MOMENT:
        last.words, last.at = stands, at
        db.flush()
        return last
    row = TurnRevision(
        transcript_id=turn.transcript_id,
        turn=turn.n,
        number=_next_number(db, turn),
        at=at,
        by=by,
        kind=kind,
        speaker=turn.speaker,
        review=turn.review,
        words=stands,
        act=act,
    )
    db.add(row)
    db.flush()
    return row


def keep_first_revision(db: Session, turn: RecordedTurn, words: Sequence[RecordedWord]) -> None:
    """Before the first change by a person: how the machine left the turn."""
    if _next_number(db, turn) == 0:
        made = db.get_one(TranscriptVersion, turn.transcript_id).created_at
        keep_revision(db, turn, words, kind=HEARD, by=None, at=made)


def _next_number(db: Session, turn: RecordedTurn) -> int:
    highest = db.scalar(select(func.max(TurnRevision.number)).where(*_of(turn)))
    return 0 if highest is None else highest + 1


def _of(turn: RecordedTurn) -> tuple[Any, ...]:
    return TurnRevision.transcript_id == turn.transcript_id, TurnRevision.turn == turn.n


def last_change(db: Session, turn: RecordedTurn) -> TurnRevision | None:
    """The latest change of a turn; None where only the machine wrote."""
    return db.scalars(select(TurnRevision).where(*_of(turn)).order_by(TurnRevision.number.desc())).first()


def history_of(db: Session, turn: RecordedTurn, sight: Sight) -> list[Revision]:
    """Every change of a turn, the latest first.

    Words that used to be in this turn may be somebody else's now: withheld ones are left out.
    """
    rows = db.scalars(select(TurnRevision).where(*_of(turn)).order_by(TurnRevision.number)).all()
    names = staff_names(db, [row.by for row in rows])
    hidden = hidden_among(db, sight, {word[0] for row in rows for word in row.words})
    told: list[Revision] = []
    before: list[list[Any]] | None = None
    was_cut = False
    for row in rows:
        words = [word for word in row.words if word[0] not in hidden]
        is_cut = len(words) < len(row.words)
        told.append(
            Revision(
                number=row.number,
                at=row.at,
                by=names.get(row.by or ""),
                kind=row.kind,
                said=KINDS.get(row.kind, row.kind),
                speaker=row.speaker,
                review=row.review,
                text=" ".join(word[1] for word in words),
                parts=parted(words if before is None else before, words),
                is_now=row is rows[-1],
                is_cut=is_cut or was_cut,
            )
        )
        before, was_cut = words, is_cut
    return told[::-1]


def parted(before: Sequence[Sequence[Any]], after: Sequence[Sequence[Any]]) -> tuple[Part, ...]:
    """The words after a change with those before it, each marked as the same, taken out or put in.

    Args:
        before: ``[[n, text, …], …]`` in order, as ``after``.
    """
    parts: list[Part] = []
    matcher = SequenceMatcher(None, [word[0] for word in before], [word[0] for word in after], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for old, new in zip(before[a:b], after[c:d], strict=True):
                if old[1] == new[1]:
                    parts.append((new[1], "same"))
                else:
                    parts += [(old[1], "out"), (new[1], "in")]
        else:
            parts += [(word[1], "out") for word in before[a:b]]
            parts += [(word[1], "in") for word in after[c:d]]
    return _joined(parts)


def _joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for text, mark in parts:
        if joined and joined[-1][1] == mark:
            joined[-1] = (f"{joined[-1][0]} {text}", mark)
        else:
            joined.append((text, mark))
    return tuple(joined)
