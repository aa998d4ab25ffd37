"""Cuts passages again from the current words and voices: first the new extents, then their rows.

A passage that keeps its extent keeps its id. What people wrote is attached to words, however these are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session

from retreat.errors import Conflict
from retreat.search.following.cutting import lay_passages, passages_in, words_to_cut
from retreat.search.following.extents import Extent, cut_between
from retreat.speech.again.job import Job
from retreat.transcripts.editing.held import transcript_of_session
from retreat.transcripts.ports import Heard, Speech

_MEANWHILE = "The passages have changed in the meantime. Nothing was done; please try again."


def cut_again(job: Job, speech: Speech) -> None:
    """Cut all passages again.

    Raises:
        LateWriter: Another attempt has taken over.
        Conflict: The passages were cut differently in the meantime.
    """
    with job.house.database.read() as db:
        found = passages_in(db, job.transcript.id)
        words = words_to_cut(db, job.transcript.id)
    before = [extent for _, extent in found]
    job.report(Heard(stage="passages", done=0.0))
    wanted = cut_between(speech.cut_again, words, before) if words and before else before
    job.house.database.write(partial(_keep, job, before, wanted))


def _keep(job: Job, before: Sequence[Extent], wanted: Sequence[Extent], db: Session) -> None:
    job.still_ours(db)
    transcript = transcript_of_session(db, job.row.session_id, job.transcript.id, to_change=True)
    if [one.words for _, one in passages_in(db, transcript.id)] != [one.words for one in before]:
        raise Conflict(_MEANWHILE)
    moved = lay_passages(db, transcript.id, wanted, ids=job.house.ids)
    job.changed = len(wanted) - len(moved)
