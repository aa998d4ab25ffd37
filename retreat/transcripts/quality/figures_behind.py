"""The words behind a quality figure: turns to read and listen to, as far as a reader may read them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts import reading
from retreat.transcripts.models import RecordedWord
from retreat.transcripts.places import cell_of
from retreat.transcripts.quality.queries import (
    corrected_turns,
    doubtful_words,
    silent_words_by_turn,
    turns_of,
    words_by_turn,
)
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.views import ReadTurn
from transcription.types import Quality

DOUBTFUL = "doubtful"
SILENCE = "silence"
UNHEARD = "unheard"
CORRECTED = "corrected"
LISTED_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A turn behind a figure, with its page in the transcript."""

    turn: ReadTurn
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindFigure:
    """What is behind one figure: turns, or spans of the sound in milliseconds if there are no words."""

    turns: tuple[Behind, ...]
    spans: tuple[tuple[int, int], ...]
    is_cut: bool


def behind(db: Session, reader: Reader, row: TranscriptVersion, which: str) -> BehindFigure:
    """The turns or spans behind a figure, as far as they may be read; at most `LISTED_MAX`."""
    if which == UNHEARD:
        spans = Quality.from_json(row.quality).unheard if row.quality else ()
        return BehindFigure(turns=(), spans=spans[:LISTED_MAX], is_cut=len(spans) > LISTED_MAX)
    turns = turns_of(db, row.id)
    if which == CORRECTED:
        chosen: Collection[int | None] = corrected_turns(db, row.id, turns)
    elif which == SILENCE:
        chosen = silent_words_by_turn(db, row, turns).keys()
    else:
        counts = words_by_turn(db, row.id)
        chosen = {n for n, of_turn in counts.items() if doubtful_words(turns.get(n), *of_turn)}
    return _read(db, reader, row, chosen)


def _read(db: Session, reader: Reader, row: TranscriptVersion, chosen: Collection[int | None]) -> BehindFigure:
    numbers = {n for n in chosen if n is not None}
    if not numbers:
        return BehindFigure(turns=(), spans=(), is_cut=False)
    pages = _pages(db, row.id, numbers)
    found: list[Behind] = []
    for page in pages:
        read = reading.read_transcript(db, reader, row, page)
        found += [Behind(turn=turn, page=page) for turn in read.turns if turn.n in numbers and turn.words]
        if len(found) > LISTED_MAX:
            break
    return BehindFigure(turns=tuple(found[:LISTED_MAX]), spans=(), is_cut=len(found) > LISTED_MAX)


def _pages(db: Session, transcript_id: str, numbers: Collection[int]) -> list[int]:
    """The pages on which these turns begin, in order."""
    rows = db.execute(
        select(RecordedWord.turn, func.min(RecordedWord.place))
        .where(RecordedWord.transcript_id == transcript_id, RecordedWord.turn.between(min(numbers), max(numbers)))
        .group_by(RecordedWord.turn)
    )
    return sorted({max(0, cell_of(place)) // reading.WORDS_ON_A_PAGE + 1 for turn, place in rows if turn in numbers})
