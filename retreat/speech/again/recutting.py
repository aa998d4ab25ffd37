"""Passages cut again from words and voices as they stand: new extents first, then the rows that are to have them.

A passage that keeps its extent keeps its id, and one whose gist a person wrote is not cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from retreat.errors import Conflict
from retreat.search.following.cutting import lay_passages, passages_in, words_to_cut
from retreat.search.following.extents import Extent, cut_between, stretches_between
from retreat.speech.again.job import Job
from retreat.transcripts.editing.held import transcript_of_session
from retreat.transcripts.levels.wordings import GIST
from retreat.transcripts.models import TurnWording
from retreat.transcripts.ports import Heard, Speech

_MEANWHILE = "The passages were cut otherwise in the meantime. Nothing was changed; please ask again."


def cut_again(job: Job, speech: Speech) -> None:
    """Cut all passages anew but those that people wrote a gist of.

    Raises:
        LateWriter: Another attempt has taken over.
        Conflict: The passages were cut otherwise meanwhile.
    """
    with job.house.database.read() as db:
        found = passages_in(db, job.transcript.id)
        fixed = _fixed(db, job.transcript.id, [position for position, _ in found])
        words = words_to_cut(db, job.transcript.id)
    before = [extent for _, extent in found]
    wanted: list[Extent] = []
    for at, (first, last, is_fixed) in enumerate(stretches_between(before, fixed)):
        job.report(Heard(stage="passages", done=at / len(before)))
        there = before[first : last + 1]
        inside = [word for word in words if there[0].first_word <= word.cell <= there[-1].last_word]
        wanted += there if is_fixed or not inside else cut_between(speech.cut_again, inside, there)
    job.house.database.write(partial(_keep, job, before, wanted))


def _fixed(db: Session, transcript_id: str, positions: Sequence[int]) -> set[int]:
    """Which of the passages at these positions have a gist that a person wrote."""
    by_people = select(TurnWording.turn).where(
        TurnWording.transcript_id == transcript_id, TurnWording.level == GIST, TurnWording.by.is_not(None)
    )
    written = set(db.scalars(by_people))
    return {at for at, position in enumerate(positions) if position in written}


def _keep(job: Job, before: Sequence[Extent], wanted: Sequence[Extent], db: Session) -> None:
    job.still_ours(db)
    transcript = transcript_of_session(db, job.row.session_id, job.transcript.id, to_change=True)
    if [one.words for _, one in passages_in(db, transcript.id)] != [one.words for one in before]:
        raise Conflict(_MEANWHILE)
    moved = lay_passages(db, transcript.id, wanted, ids=job.house.ids)
    _move_gists(db, transcript.id, moved)
    job.changed = len(wanted) - len(moved)


def _move_gists(db: Session, transcript_id: str, places: Mapping[int, int]) -> None:
    """The gist of a passage goes with it to its new place; what the machine noted of one that is gone, goes too."""
    rows = db.scalars(
        select(TurnWording).where(TurnWording.transcript_id == transcript_id, TurnWording.level == GIST)
    ).all()
    moved = [
        {
            "transcript_id": transcript_id,
            "turn": places[row.turn],
            "level": GIST,
            "number": row.number,
            "text": row.text,
            "basis": row.basis,
            "at": row.at,
            "by": row.by,
        }
        for row in rows
        if row.turn in places
    ]
    db.execute(delete(TurnWording).where(TurnWording.transcript_id == transcript_id, TurnWording.level == GIST))
    if moved:
        db.execute(insert(TurnWording), moved)
