"""The words of turns, in order, and the places in the transcript that changing them affects."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.transcripts.models import RecordedWord
from retreat.transcripts.places import cell_of


def words_of_turn(db: Session, transcript_id: str, turn: int) -> Sequence[RecordedWord]:
    """All words of a turn in order, including removed ones."""
    return db.scalars(
        select(RecordedWord)
        .where(RecordedWord.transcript_id == transcript_id, RecordedWord.turn == turn)
        .order_by(RecordedWord.place)
        .execution_options(populate_existing=True)
    ).all()


def touched_cells(db: Session, transcript_id: str, turns: Collection[int]) -> list[int]:
    """Numbers of the heard words at which the words of these turns are; empty if they have none."""
    places = db.scalars(
        select(RecordedWord.place).where(RecordedWord.transcript_id == transcript_id, RecordedWord.turn.in_(turns))
    )
    return [cell_of(place) for place in places]
