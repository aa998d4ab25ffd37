"""Passages cut again from words and voices as they stand: new extents first, then the rows that are to have them.

A passage that keeps its extent keeps its id. What people wrote of some words hangs on these, however they are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from retreat.errors import Conflict
from retreat.search.lexical import lexical_of
from retreat.speech.again.job import Job
from retreat.transcripts.editing.extents import Extent, Placed, cut_between
from retreat.transcripts.editing.held import transcript_of_session
from retreat.transcripts.editing.refresh import refresh_passages, wordless_passage
from retreat.transcripts.listeners import entry_of
from retreat.transcripts.models import (
    CURRENT,
    SPOKEN,
    SUPERSEDED,
    GroupedPassage,
    Passage,
    PassageVector,
    RecordedTurn,
    RecordedWord,
)
from retreat.transcripts.places import cell_of
from retreat.transcripts.ports import Heard, Speech
from transcription.types import Word

_MEANWHILE = "The passages were cut otherwise in the meantime. Nothing was changed; please ask again."


def cut_again(job: Job, speech: Speech) -> None:
    """Cut all passages anew.

    Raises:
        LateWriter: Another attempt has taken over.
        Conflict: The passages were cut otherwise meanwhile.
    """
    with job.house.database.read() as db:
        rows = _passages(db, job.transcript.id)
        words = _words(db, job.transcript.id)
    before = [_extent(row) for row in rows]
    job.report(Heard(stage="passages", done=0.0))
    wanted = cut_between(speech.cut_again, words, before) if words else before
    job.house.database.write(partial(_keep, job, before, wanted))


def _passages(db: Session, transcript_id: str) -> list[Passage]:
    return list(
        db.scalars(
            select(Passage)
            .where(
                Passage.transcript_id == transcript_id,
                Passage.kind == SPOKEN,
                Passage.state == CURRENT,
                Passage.first_word.is_not(None),
                Passage.last_word.is_not(None),
            )
            .order_by(Passage.position)
        )
    )


def _extent(row: Passage) -> Extent:
    return Extent(
        first_word=row.first_word or 0,
        last_word=row.last_word or 0,
        first_turn=row.first_turn or 0,
        last_turn=row.last_turn or 0,
        start_ms=row.start_ms,
        end_ms=row.end_ms,
    )


def _words(db: Session, transcript_id: str) -> list[Placed]:
    turns = select(RecordedTurn.n, RecordedTurn.speaker).where(RecordedTurn.transcript_id == transcript_id)
    voices = {turn.n: turn.speaker for turn in db.execute(turns)}
    rows = db.scalars(
        select(RecordedWord)
        .where(RecordedWord.transcript_id == transcript_id, ~RecordedWord.removed)
        .order_by(RecordedWord.place)
    )
    found: list[Placed] = []
    end_ms = 0
    for row in rows:
        start_ms = end_ms if row.start_ms is None else row.start_ms
        end_ms = start_ms if row.end_ms is None else row.end_ms
        word = Word(
            text=row.text,
            start_ms=start_ms,
            end_ms=end_ms,
            confidence=1.0,
            speaker=None if row.turn is None else voices.get(row.turn),
        )
        found.append(Placed(cell=cell_of(row.place), turn=-1 if row.turn is None else row.turn, word=word))
    return found


def _keep(job: Job, before: Sequence[Extent], wanted: Sequence[Extent], db: Session) -> None:
    job.still_ours(db)
    transcript = transcript_of_session(db, job.row.session_id, job.transcript.id, to_change=True)
    rows = _passages(db, transcript.id)
    if [_extent(row).words for row in rows] != [one.words for one in before]:
        raise Conflict(_MEANWHILE)
    old = {_extent(row).words: row for row in rows}
    stays = {one.words for one in wanted} & old.keys()
    _take_out(db, [row for words, row in old.items() if words not in stays])
    for at, one in enumerate(wanted):
        if one.words in stays:
            old[one.words].position = at
        else:
            db.add(wordless_passage(transcript, one, position=at, new_id=job.house.ids()))
    db.flush()
    refresh_passages(db, transcript.id)
    job.changed = len(wanted) - len(stays)


def _take_out(db: Session, rows: Sequence[Passage]) -> None:
    """Passages that stand no longer are not found either; their words live in the transcript alone."""
    if not rows:
        return
    lexical_of(db).remove(db, [entry_of(row) for row in rows])
    db.execute(delete(PassageVector).where(PassageVector.number.in_([row.number for row in rows])))
    db.execute(delete(GroupedPassage).where(GroupedPassage.passage_id.in_([row.id for row in rows])))
    for row in rows:
        row.state, row.text, row.speakers = SUPERSEDED, "", []
        row.first_word = row.last_word = None
    db.flush()
