"""The record of one session as it is read: its transcripts, page by page.

Every text passes the gate in its query.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.models import (
    CURRENT,
    SPOKEN,
    Passage,
    RecordedTurn,
    RecordedWord,
    TranscriptVersion,
)
from retreat.transcripts.places import cell_of
from retreat.transcripts.readable import readable
from retreat.transcripts.turns import WORDS_IN_A_TURN, extents_of, turns_between
from retreat.transcripts.views import ReadTranscript

# A page of a transcript: half an hour of talk, so that six hours are a book and not one sheet.
WORDS_ON_A_PAGE = 4_500
_BEGINNING_WORDS = 14


def transcripts_of(db: Session, session_id: str) -> list[TranscriptVersion]:
    """A session's current transcripts in the order in which they began."""
    return list(
        db.scalars(
            select(TranscriptVersion)
            .where(TranscriptVersion.session_id == session_id, TranscriptVersion.state == CURRENT)
            .order_by(TranscriptVersion.started_at, TranscriptVersion.id)
        )
    )


def read_transcript(db: Session, reader: Reader, row: TranscriptVersion, page: int) -> ReadTranscript:
    """One page of a transcript."""
    words_in_all = _count_words(db, row.id)
    pages = max(1, -(-words_in_all // WORDS_ON_A_PAGE))
    page = min(max(page, 1), pages)
    first, last = (page - 1) * WORDS_ON_A_PAGE, page * WORDS_ON_A_PAGE
    spans, begins = readable_spans(db, reader, row.id)
    turns = turns_between(db, row, first, last, spans, begins)
    return ReadTranscript(
        id=row.id,
        recording_id=row.recording_id,
        filename=row.filename,
        table_id=row.table_id,
        started_at=row.started_at,
        duration_s=row.duration_s,
        language=row.language,
        model=row.model,
        warnings=tuple(row.warnings),
        page=page,
        pages=pages,
        turns=turns,
        is_empty=not spans and not turns,
    )


def page_of_passage(db: Session, passage: Passage) -> int:
    """The page of its transcript on which a passage begins: that of the turn with its first word."""
    number = passage.first_word or 0
    turn = db.scalar(
        select(RecordedWord.turn).where(
            RecordedWord.transcript_id == passage.transcript_id, RecordedWord.n == passage.first_word
        )
    )
    if turn is None or passage.transcript_id is None:
        return number // WORDS_ON_A_PAGE + 1
    whole, first = extents_of(db, passage.transcript_id, turn, turn).get(turn, (0, 0))
    if 0 < whole <= WORDS_IN_A_TURN:
        number = cell_of(first)
    return number // WORDS_ON_A_PAGE + 1


def page_of_turn(db: Session, transcript_id: str, turn: int) -> int:
    """The page of a transcript on which a turn stands."""
    first = db.scalar(
        select(func.min(RecordedWord.place)).where(
            RecordedWord.transcript_id == transcript_id, RecordedWord.turn == turn
        )
    )
    if first is None:
        start_ms = db.scalar(
            select(RecordedTurn.start_ms).where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.n == turn)
        )
        first = db.scalar(
            select(func.max(RecordedWord.place)).where(
                RecordedWord.transcript_id == transcript_id,
                RecordedWord.start_ms <= (start_ms or 0),
                ~RecordedWord.added,
            )
        )
    return max(0, cell_of(first or 0)) // WORDS_ON_A_PAGE + 1


def _count_words(db: Session, transcript_id: str) -> int:
    heard = select(func.max(RecordedWord.n)).where(RecordedWord.transcript_id == transcript_id, ~RecordedWord.added)
    highest = db.scalar(heard)
    return 0 if highest is None else highest + 1


def readable_spans(db: Session, reader: Reader, transcript_id: str) -> tuple[list[tuple[int, int]], dict[int, str]]:
    """Which words may be read (inclusive), and which passage begins at which word."""
    rows = db.execute(
        select(Passage.id, Passage.first_word, Passage.last_word)
        .where(Passage.transcript_id == transcript_id, Passage.kind == SPOKEN, readable(reader))
        .order_by(Passage.position)
    ).all()
    known = [(row[0], row[1], row[2]) for row in rows if row[1] is not None and row[2] is not None]
    return [(first, last) for _id, first, last in known], {first: passage_id for passage_id, first, _last in known}


def first_words(text: str) -> str:
    """So much of a text that people know it again in a list."""
    return " ".join(text.split()[:_BEGINNING_WORDS])
