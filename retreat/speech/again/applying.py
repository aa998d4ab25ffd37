"""Puts new words and voices in place: some turns at a time, each in a short transaction.

Each checks again whether a person has changed the turn in the meantime. A restarted job continues where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy.orm import Session

from retreat.speech.again.job import Job
from retreat.transcripts.editing.changed_turns import (
    give_turns,
    old_turns,
    rewrite_turn,
    take_back_turn,
    turns_rewritten,
    voices_before,
)
from retreat.transcripts.editing.rehearing import allotted, same_voices, voice_of
from retreat.transcripts.ports import Heard
from transcription.types import PARAMETERS, Transcript, Turn

_SPEAKERS_AT_ONCE = 50
_END_OF_TIME_MS = 2**40


def rewrite(job: Job, heard: Transcript) -> None:
    """Replace the machine's words with the new ones, turn by turn."""
    start_ms, end_ms = job.row.start_ms or 0, job.row.end_ms or _END_OF_TIME_MS
    with job.house.database.read() as db:
        turns = old_turns(db, job.transcript.id, start_ms, end_ms)
        done = turns_rewritten(db, job.transcript.id, job.row.id)
    belongs = allotted(heard.words, turns, start_ms=start_ms, end_ms=end_ms)
    job.changed = len(done)
    for at, turn in enumerate(turns):
        job.report(Heard(stage="apply", done=at / len(turns)))
        if turn.n not in done:
            job.count(job.house.database.write(partial(_one, job, turn.n, heard, belongs.get(turn.n, []))))
    job.told = {"model": heard.model} | {name: size for name, size in heard.versions.items() if name == PARAMETERS}


def _one(job: Job, n: int, heard: Transcript, indexes: Sequence[int], db: Session) -> bool | None:
    job.still_ours(db)
    return rewrite_turn(db, job.now(db), n, heard, indexes, job.who())


def give(job: Job, spans: Sequence[Turn]) -> None:
    """Replace the machine's choice of voice with the new one, turn by turn."""
    with job.house.database.read() as db:
        before = voices_before(db, job.transcript.id)
    called = same_voices([(label, start, end) for _n, label, start, end in before], spans)
    new = {n: voice_of(start, end, spans, called) for n, _label, start, end in before}
    numbers = list(new)
    for start in range(0, len(numbers), _SPEAKERS_AT_ONCE):
        job.report(Heard(stage="apply", done=start / len(numbers)))
        some = {n: new[n] for n in numbers[start : start + _SPEAKERS_AT_ONCE]}
        job.house.database.write(partial(_give, job, some))


def _give(job: Job, some: Mapping[int, str | None], db: Session) -> None:
    job.still_ours(db)
    given, kept = give_turns(db, job.now(db), some, job.who())
    job.changed += given
    job.kept += kept


def take_back(job: Job) -> None:
    """Undo the changes in turns that nobody has changed since."""
    with job.house.database.read() as db:
        numbers = sorted(turns_rewritten(db, job.transcript.id, job.row.id))
        given = dict(job.row.outcome.get("turns", {}))
    for at, n in enumerate(numbers):
        job.report(Heard(stage="apply", done=at / len(numbers)))
        job.count(job.house.database.write(partial(_put_back, job, n)))
    if given:
        job.house.database.write(partial(_give_back, job, given))


def _put_back(job: Job, n: int, db: Session) -> bool | None:
    job.still_ours(db)
    return take_back_turn(db, job.now(db), n, job.who())


def _give_back(job: Job, given: Mapping[str, Sequence[str | None]], db: Session) -> None:
    job.still_ours(db)
    wanted = {int(n): old for n, (old, _new) in given.items()}
    expected = {int(n): new for n, (_old, new) in given.items()}
    job.changed, job.kept = give_turns(db, job.now(db), wanted, job.who(), expected=expected)
