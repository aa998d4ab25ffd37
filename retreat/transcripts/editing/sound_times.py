"""Text that gets the times of a sound: its current words, what was heard there, and storing the times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.superseding import CAME_AS
from retreat.transcripts.versions.models import TranscriptVersion
from transcription.types import Transcript, Turn, Word

# Other processes keep their write transactions short, so that notes never wait for a transcript.
_ROWS_AT_ONCE = 500
Spans = Mapping[int, tuple[int, int]]
Timed = tuple[type[RecordedWord] | type[RecordedTurn], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AsItStands:
    """The words and turns of a transcript; ``numbers`` are those of its words and ``turns`` of its turns, in order."""

    text: Transcript
    numbers: tuple[int, ...]
    turns: tuple[int, ...]


def as_it_stands(db: Session, version: TranscriptVersion) -> AsItStands:
    """A transcript with people's changes, without removed words; an unknown time is 0."""
    rows = db.execute(
        select(RecordedWord.n, RecordedWord.turn, RecordedWord.text, RecordedWord.start_ms, RecordedWord.end_ms)
        .where(RecordedWord.transcript_id == version.id, ~RecordedWord.removed)
        .order_by(RecordedWord.place)
    ).all()
    turns = db.execute(
        select(RecordedTurn.n, RecordedTurn.speaker, RecordedTurn.start_ms, RecordedTurn.end_ms, RecordedTurn.text)
        .where(RecordedTurn.transcript_id == version.id)
        .order_by(RecordedTurn.n)
    ).all()
    held: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        held.setdefault(-1 if row.turn is None else row.turn, []).append(at)
    text = Transcript(
        duration_s=0,
        language=None,
        model=version.model,
        words=tuple(
            Word(text=row.text, start_ms=row.start_ms or 0, end_ms=row.end_ms or 0, confidence=1.0) for row in rows
        ),
        turns=tuple(
            Turn(
                speaker=turn.speaker,
                start_ms=turn.start_ms or 0,
                end_ms=turn.end_ms or 0,
                text=turn.text,
                word_indexes=tuple(held.get(turn.n, ())),
            )
            for turn in turns
        ),
    )
    return AsItStands(text=text, numbers=tuple(row.n for row in rows), turns=tuple(turn.n for turn in turns))


def heard_last(db: Session, recording_id: str) -> tuple[Word, ...]:
    """What the machine heard in a sound last, before anybody corrected it."""
    versions = db.scalars(
        select(TranscriptVersion)
        .where(TranscriptVersion.recording_id == recording_id)
        .order_by(TranscriptVersion.attempt.desc())
    )
    machine = next((row.id for row in versions if CAME_AS not in row.options), None)
    rows = db.execute(
        select(RecordedWord.text, RecordedWord.heard, RecordedWord.start_ms, RecordedWord.end_ms)
        .where(RecordedWord.transcript_id == machine, ~RecordedWord.added, RecordedWord.start_ms.is_not(None))
        .order_by(RecordedWord.start_ms, RecordedWord.n)
    )
    return tuple(
        Word(text=heard or text, start_ms=start_ms or 0, end_ms=max(start_ms or 0, end_ms or 0), confidence=1.0)
        for text, heard, start_ms, end_ms in rows
    )


def times_in_parts(transcript_id: str, words: Spans, turns: Spans) -> Iterator[Timed]:
    """New times of words and turns by their numbers, in parts for one short transaction each."""
    for kind, spans in ((RecordedWord, words), (RecordedTurn, turns)):
        rows = [
            {"transcript_id": transcript_id, "n": n, "start_ms": start_ms, "end_ms": end_ms}
            for n, (start_ms, end_ms) in spans.items()
        ]
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            yield kind, rows[start : start + _ROWS_AT_ONCE]


def put_times(db: Session, part: Timed) -> None:
    """Keep one part of `times_in_parts`."""
    kind, rows = part
    db.execute(update(kind), rows)


def spans_of(numbers: Sequence[int], timed: Sequence[Turn | Word]) -> Spans:
    """The times of words in this order, by number."""
    return {n: (one.start_ms, one.end_ms) for n, one in zip(numbers, timed, strict=True)}
