"""What follows when words that were one person's are found to be another's, or nobody knows whose: labels err.

Higher rooms register themselves. None commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.transcripts.models import RecordedSpeaker, RecordedTurn
from retreat.transcripts.under import version_of

# Called with the session, and whose the words are now; None if nobody knows.
Moved = Callable[[Session, str, str | None], None]

_following: list[Moved] = []


def register_moved(fn: Moved) -> None:
    """Register once, when the upper room is imported."""
    if fn not in _following:
        _following.append(fn)


def tell_moved(db: Session, transcript_id: str, moves: Iterable[tuple[str | None, str | None]]) -> None:
    """Tell all rooms of words that were known to be somebody's; each move is from whom and to whom."""
    now_of = dict.fromkeys(now for was, now in moves if was is not None and was != now)
    if not now_of:
        return
    session_id = version_of(db, transcript_id).session_id
    for now in now_of:
        for follow in _following:
            follow(db, session_id, now)


def whose_turns(db: Session, transcript_id: str) -> dict[int, str]:
    """The person of each turn whose voice is matched to somebody."""
    rows = db.execute(
        select(RecordedTurn.n, RecordedSpeaker.participant_id)
        .join(
            RecordedSpeaker,
            (RecordedSpeaker.transcript_id == RecordedTurn.transcript_id)
            & (RecordedSpeaker.label == RecordedTurn.speaker),
        )
        .where(RecordedTurn.transcript_id == transcript_id, RecordedSpeaker.participant_id.is_not(None))
    )
    return {turn: person for turn, person in rows if person is not None}
