"""Does the checks again: the machine's doubts about each turn, and its measurements, from the current words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from retreat.speech.again.job import Job
from retreat.transcripts.editing.doubts import doubt_turns, keep_measured, timed_talk
from retreat.transcripts.ports import Heard, Speech
from transcription.types import Quality

_TURNS_AT_ONCE = 200


def check_again(job: Job, speech: Speech, path: Path, work: Path) -> None:
    """Find the doubts again; turns that people wrote, checked or approved keep theirs.

    Raises:
        TranscriptionError: The sound cannot be heard.
        LateWriter: Another attempt has taken over.
    """
    with job.house.database.read() as db:
        numbers, words, turns = timed_talk(db, job.transcript.id)
    checked, quality = speech.check_again(path, work=work, words=words, turns=list(turns.values()), report=job.report)
    flags = {n: list(turn.flags) for n, turn in zip(turns, checked, strict=True)}
    asked = list(flags)
    for start in range(0, len(asked), _TURNS_AT_ONCE):
        job.report(Heard(stage="apply", done=start / len(asked)))
        some = {n: flags[n] for n in asked[start : start + _TURNS_AT_ONCE]}
        job.house.database.write(partial(_flag, job, some))
    # The counts refer to words by their place in the list; readers of the counts use word numbers.
    over_silence = tuple(numbers[at] for at in quality.over_silence)
    job.house.database.write(partial(_measure, job, replace(quality, over_silence=over_silence)))


def _flag(job: Job, flags: Mapping[int, Sequence[str]], db: Session) -> None:
    job.still_ours(db)
    for outcome in doubt_turns(db, job.transcript.id, flags):
        job.count(outcome)


def _measure(job: Job, quality: Quality, db: Session) -> None:
    job.still_ours(db)
    keep_measured(db, job.transcript.id, quality)
