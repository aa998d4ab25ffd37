"""The machine's doubts about turns, and its measurements: their sources, and how they are stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.transcripts.editing.machine_turns import touched_turns
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.versions.models import TranscriptVersion
from transcription.types import FLAG_OVERLAP, Quality, Turn, Word

# A person's words are certain.
_SURE = 1.0


def timed_talk(db: Session, transcript_id: str) -> tuple[list[int], list[Word], dict[int, Turn]]:
    """Numbers of the words that have times, the words in the order of time, and the turns by number."""
    rows = db.scalars(
        select(RecordedWord)
        .where(
            RecordedWord.transcript_id == transcript_id,
            ~RecordedWord.removed,
            RecordedWord.start_ms.is_not(None),
            RecordedWord.end_ms.is_not(None),
        )
        .order_by(RecordedWord.start_ms, RecordedWord.place)
    ).all()
    of_turn: dict[int | None, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        of_turn[row.turn].append(at)
    turns = db.scalars(
        select(RecordedTurn)
        .where(
            RecordedTurn.transcript_id == transcript_id,
            RecordedTurn.start_ms.is_not(None),
            RecordedTurn.end_ms.is_not(None),
        )
        .order_by(RecordedTurn.n)
    )
    return (
        [row.n for row in rows],
        [_word(row) for row in rows],
        {
            turn.n: Turn(
                speaker=turn.speaker,
                start_ms=turn.start_ms or 0,
                end_ms=turn.end_ms or 0,
                text=turn.text,
                # Whether two people speak at once depends on the voices, not on the words.
                flags=tuple(flag for flag in turn.flags if flag == FLAG_OVERLAP),
                word_indexes=tuple(of_turn[turn.n]),
            )
            for turn in turns
        },
    )


def _word(row: RecordedWord) -> Word:
    machines_own = row.confidence if row.heard is None else None
    return Word(
        text=row.text,
        start_ms=row.start_ms or 0,
        end_ms=row.end_ms or 0,
        confidence=_SURE if machines_own is None else machines_own,
    )


def doubt_turns(db: Session, transcript_id: str, flags: Mapping[int, Sequence[str]]) -> list[bool | None]:
    """Set the flags of turns, except those that people wrote, checked or approved.

    Returns:
        For each turn, whether it changed; None if it stays because it is a person's.
    """
    touched = touched_turns(db, transcript_id)
    rows = db.scalars(
        select(RecordedTurn).where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.n.in_(flags))
    )
    outcomes: list[bool | None] = []
    for row in rows:
        is_other = sorted(row.flags) != sorted(flags[row.n])
        outcomes.append(None if row.n in touched else is_other)
        if is_other and row.n not in touched:
            row.flags = list(flags[row.n])
    return outcomes


def keep_measured(db: Session, transcript_id: str, quality: Quality) -> None:
    """Replace the measurements of a whole transcript."""
    row = db.get_one(TranscriptVersion, transcript_id, populate_existing=True)
    row.quality = dict(quality.to_json())
