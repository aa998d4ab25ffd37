"""Another model listens to the doubtful turns of a transcript: requested here, and done stretch by stretch.

Each turn is stored at once, so that a job that starts again listens only to the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput
from retreat.ids import Ids
from retreat.recordings.waiting import Wake
from retreat.speech.again import operations as rerun
from retreat.speech.again.choosing import Model, for_opinion
from retreat.speech.again.job import Job
from retreat.transcripts.editing.changed_turns import old_turns
from retreat.transcripts.editing.held import transcript_of_session
from retreat.transcripts.editing.rehearing import allotted
from retreat.transcripts.opinions.differing import Doubtful, Stretch, stretches
from retreat.transcripts.opinions.operations import counted, doubtful_turns, keep_opinion
from retreat.transcripts.opinions.strength import hearers_of, strongest
from retreat.transcripts.ports import Heard, Report, Speech
from retreat.transcripts.versions.models import TranscriptVersion
from transcription.types import Transcript

NOTHING_DOUBTFUL = "No doubtful turns are left in this transcript, so there is nothing for another model to listen to."


def needed_for(db: Session, transcript: TranscriptVersion, turns: Sequence[Doubtful]) -> int | None:
    """How strong a model must be for a second opinion on these turns; None if unknown."""
    hearers = hearers_of(db, transcript)
    return strongest(hearers.of(turn.start_ms, turn.end_ms) for turn in turns)


def ask_opinion(
    db: Session, asked: rerun.Asked, *, models: Sequence[Model], now: datetime, ids: Ids, wake: Wake
) -> str:
    """Request that another model listen to the doubtful turns. Returns the job's id.

    Args:
        models: The recognisers of this machine.
    Raises:
        Conflict: Nothing is doubtful, or this model has heard all of it.
        InvalidInput: This model cannot give a second opinion here: it is the same, weaker, or not here.
    """
    transcript = transcript_of_session(db, asked.session_id, asked.transcript_id)
    model = asked.options.get("model")
    turns = doubtful_turns(db, transcript.id, unheard_by=model)
    fit = for_opinion(models, transcript, needed_for(db, transcript, turns))
    if model not in [one.name for one in fit]:
        raise InvalidInput(
            "Please choose a model other than the one that wrote this, and at least as strong.",
            fields={"model": "is no other"},
        )
    if not turns:
        heard = doubtful_turns(db, transcript.id)
        if heard:
            raise Conflict(f"{model} has already listened to every doubtful turn.", code="all_heard")
        raise Conflict(NOTHING_DOUBTFUL, code="nothing_doubtful")
    # For estimating how long the queue takes.
    more = {"turns": len(turns), "length_s": length_s(turns), "engine": "faster_whisper"}
    return rerun.ask(db, replace(asked, options=asked.options | more), now=now, ids=ids, wake=wake)


def length_s(turns: Sequence[Doubtful]) -> float:
    """How many seconds of sound these turns need."""
    return round(sum(part.end_ms - part.start_ms for part in stretches(turns)) / 1000, 1)


def listen(job: Job, speech: Speech, path: Path, work: Path) -> None:
    """Listen to the doubtful turns that this model has not heard yet.

    Raises:
        TranscriptionError: The sound cannot be heard, or an engine broke down.
        LateWriter: Another attempt has taken over.
    """
    model = str(job.row.options["model"])
    with job.house.database.read() as db:
        parts = stretches(doubtful_turns(db, job.transcript.id, unheard_by=model))
    options = job.transcript.options | job.row.options
    for at, part in enumerate(parts):
        span = part.start_ms, part.end_ms
        told = _telling(job.report, at, len(parts))
        heard = speech.hear_again(path, work=work, options=options, span=span, report=told)
        _keep(job, part, heard)
        told(Heard(stage="words", done=1.0))
    with job.house.database.read() as db:
        job.told = {"model": model, **counted(db, job.row.id)}


def _telling(report: Report, at: int, of: int) -> Report:
    """Each stretch reports its own stages; combine them to one that runs from the first stretch to the last."""

    def tell(heard: Heard) -> None:
        if heard.stage == "words":
            report(Heard(stage="words", done=(at + (heard.done or 0.0)) / of))
        elif at == 0 and heard.stage in ("decode", "voice"):
            report(heard)

    return tell


def _keep(job: Job, part: Stretch, heard: Transcript) -> None:
    with job.house.database.read() as db:
        turns = old_turns(db, job.transcript.id, part.start_ms, part.end_ms)
    belongs = allotted(heard.words, turns, start_ms=part.start_ms, end_ms=part.end_ms)
    for n in part.turns:
        words = [heard.words[index].text for index in belongs.get(n, ())]
        job.count(job.house.database.write(partial(_one, job, n, heard, words)))


def _one(job: Job, n: int, heard: Transcript, words: Sequence[str], db: Session) -> bool | None:
    job.still_ours(db)
    return keep_opinion(db, job.now(db), n, heard, words, job.who())
