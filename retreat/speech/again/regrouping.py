"""Suggests groupings again, from the current readable passages, so that no hidden word gets into a label."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session

from retreat.search.groupings import keep_groupings, to_group
from retreat.search.meanings import meanings_of
from retreat.speech.again.job import Job
from retreat.transcripts.ports import Heard, Speech
from transcription.types import Grouping


def group_again(job: Job, speech: Speech) -> None:
    """Suggest again which passages of the transcript are alike.

    Raises:
        TranscriptionError: The model of meanings broke down.
        LateWriter: Another attempt has taken over.
    """
    with job.house.database.read() as db:
        found = to_group(db, job.who().reader, job.transcript.id)
    texts = [text for _id, text in found]
    job.report(Heard(stage="groupings", done=0.0))
    vectors = meanings_of(speech, texts, lambda heard: job.report(Heard(stage="groupings", done=heard.done)))
    groupings = speech.group(texts, vectors)
    job.house.database.write(partial(_keep, job, [passage_id for passage_id, _text in found], groupings))


def _keep(job: Job, passages: Sequence[str], groupings: Sequence[Grouping], db: Session) -> None:
    job.still_ours(db)
    keep_groupings(db, job.transcript.id, groupings, passages, ids=job.house.ids)
    job.changed = len(groupings)
