"""The record of one session as it is read: its transcripts, page by page.

Every text passes the gate in its query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.log.moments import NOWHERE, Place, moments_of
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.places import cell_of
from retreat.transcripts.setting.asked import Asked, asked_in, place_at
from retreat.transcripts.sight import sight_of
from retreat.transcripts.turns import WORDS_IN_A_TURN, extents_of, turns_between
from retreat.transcripts.versions.heard_by import heard_by
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from retreat.transcripts.views import ReadTranscript, ReadTurn

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
    sight = sight_of(db, reader, row.id)
    moments = moments_of(db, row.session_id)
    found = turns_between(db, row, first, last, sight)
    asked = asked_in(db, row)
    turns = tuple(replace(turn, place=_place(asked, turn) if asked else moments.at(turn.at)) for turn in found)
    return ReadTranscript(
        id=row.id,
        recording_id=row.recording_id,
        filename=row.filename,
        table_id=row.table_id,
        started_at=row.started_at,
        duration_s=row.duration_s,
        language=row.language,
        model=heard_by(db, row),
        warnings=tuple(row.warnings),
        page=page,
        pages=pages,
        turns=turns,
        is_empty=not any(turn.words or not turn.is_withheld for turn in turns),
        sight=sight,
    )


def _place(asked: Sequence[Asked], turn: ReadTurn) -> Place:
    first = next((word.n for word in turn.words if not word.added), None)
    return NOWHERE if first is None else place_at(asked, first)


def page_of_word(db: Session, transcript_id: str, number: int) -> int:
    """The page of a transcript with a word: that of its turn, if the turn is shown whole."""
    row = db.get(RecordedWord, (transcript_id, number))
    if row is None:
        return number // WORDS_ON_A_PAGE + 1
    cell = cell_of(row.place)
    if row.turn is not None:
        whole, first = extents_of(db, transcript_id, row.turn, row.turn).get(row.turn, (0, 0))
        if 0 < whole <= WORDS_IN_A_TURN:
            cell = cell_of(first)
    return max(0, cell) // WORDS_ON_A_PAGE + 1


def page_of_turn(db: Session, transcript_id: str, turn: int) -> int:
    """The page of a transcript with a turn."""
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


def first_words(text: str) -> str:
    """Enough of a text for people to recognise it in a list."""
    return " ".join(text.split()[:_BEGINNING_WORDS])
