"""The checks done again: the machine's doubts of each turn, and what it measures, from the words as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.speech.again.job import Job
from retreat.transcripts.editing.machine_turns import touched_turns
from retreat.transcripts.models import RecordedTurn, RecordedWord, TranscriptVersion
from retreat.transcripts.ports import Heard, Speech
from transcription.types import FLAG_OVERLAP, Quality, Turn, Word

_TURNS_AT_ONCE = 200
# Of what a person wrote nobody doubts that it was heard.
_SURE = 1.0


def check_again(job: Job, speech: Speech, path: Path, work: Path) -> None:
    """Find the doubts anew; turns that people wrote, checked or approved keep those that they have.

    Raises:
        TranscriptionError: The sound cannot be heard.
        LateWriter: Another attempt has taken over.
    """
    with job.house.database.read() as db:
        numbers, words, turns = _as_it_stands(db, job.transcript.id)
    checked, quality = speech.check_again(path, work=work, words=words, turns=list(turns.values()), report=job.report)
    flags = {n: list(turn.flags) for n, turn in zip(turns, checked, strict=True)}
    asked = list(flags)
    for start in range(0, len(asked), _TURNS_AT_ONCE):
        job.report(Heard(stage="apply", done=start / len(asked)))
        some = {n: flags[n] for n in asked[start : start + _TURNS_AT_ONCE]}
        job.house.database.write(partial(_flag, job, some))
    # The counts point to words by their place in the list; those who read them ask by their number.
    over_silence = tuple(numbers[at] for at in quality.over_silence)
    job.house.database.write(partial(_measure, job, replace(quality, over_silence=over_silence)))


def _as_it_stands(db: Session, transcript_id: str) -> tuple[list[int], list[Word], dict[int, Turn]]:
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
                # Two at once is what the voices tell, not the words.
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


def _flag(job: Job, flags: Mapping[int, Sequence[str]], db: Session) -> None:
    job.still_ours(db)
    touched = touched_turns(db, job.transcript.id)
    rows = db.scalars(
        select(RecordedTurn).where(RecordedTurn.transcript_id == job.transcript.id, RecordedTurn.n.in_(flags))
    )
    for row in rows:
        is_other = sorted(row.flags) != sorted(flags[row.n])
        job.count(None if row.n in touched else is_other)
        if is_other and row.n not in touched:
            row.flags = list(flags[row.n])


def _measure(job: Job, quality: Quality, db: Session) -> None:
    job.still_ours(db)
    row: Any = db.get_one(TranscriptVersion, job.transcript.id, populate_existing=True)
    row.quality = quality.to_json()
