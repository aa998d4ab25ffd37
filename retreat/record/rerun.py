"""Speech done again over a transcript that people work on: what the machine wrote changes, what people did stays.

A durable job: asked for in a row, worked on under a lease, applied some turns at a time, each in a short transaction
that looks again whether a person has been there meanwhile. Begun twice, it goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from retreat.consent.gate import StaffReader
from retreat.database import after_commit
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import Ids
from retreat.jobs import leases
from retreat.record.editing import Who
from retreat.record.held import transcript_of_session
from retreat.record.models import CURRENT, SpeechRerun, TranscriptVersion
from retreat.record.ports import Heard, Report, Speech
from retreat.record.rehearing import allotted, same_voices, voice_of
from retreat.record.rerun_turns import (
    give_turns,
    old_turns,
    rewrite_turn,
    take_back_turn,
    turns_rewritten,
    voices_before,
)
from retreat.recordings.listening import copy_name
from retreat.recordings.models import CANCELLED, FROM_PIECES, PROCESSING, READY, SEALED, SET_ASIDE, AudioRecording
from retreat.recordings.pieces import file_name
from retreat.recordings.storage import LocalStorage
from retreat.recordings.waiting import Wake
from retreat.web.house import House
from transcription.types import Transcript, Turn

WORDS, SPEAKERS = "words", "speakers"
STOPPED = "Somebody stopped this. What was changed up to then can be taken back."
_BUSY = "Something is being done again on this transcript already. Please wait until it has ended, or stop it."
_SPEAKERS_AT_ONCE = 50
_END_OF_TIME_MS = 2**40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants done again.

    Attributes:
        start_ms: Where the span begins; None, as the end, for all of it.
        options: What is to be otherwise than before: ``model``, ``language``, ``glossary``, ``speakers``.
    """

    session_id: str
    transcript_id: str
    kind: str
    start_ms: int | None
    end_ms: int | None
    options: dict[str, Any]
    by: str


def ask(db: Session, asked: Asked, *, now: datetime, ids: Ids, wake: Wake) -> str:
    """Write down that something is to be done again; the job's id.

    Raises:
        NotFound: No such transcript, or one without sound.
        Conflict: Another such job has not ended yet.
        InvalidInput: The span is empty.
    """
    transcript = transcript_of_session(db, asked.session_id, asked.transcript_id, to_change=True)
    if transcript.recording_id is None:
        raise NotFound("This transcript came without its sound, so nothing can be heard again.")
    if asked.kind == WORDS and transcript.options.get("came_as"):
        raise Conflict("These words came from a file, not from this machine, so they are not heard again.")
    if asked.start_ms is not None and (asked.end_ms is None or asked.end_ms <= asked.start_ms):
        raise InvalidInput("The end has to come after the beginning.", fields={"end": "must be after the beginning"})
    if db.scalars(_unended(asked.transcript_id)).first() is not None:
        raise Conflict(_BUSY)
    row = SpeechRerun(
        id=ids(),
        session_id=asked.session_id,
        recording_id=transcript.recording_id,
        transcript_id=asked.transcript_id,
        kind=asked.kind,
        start_ms=asked.start_ms,
        end_ms=asked.end_ms,
        options=asked.options,
        outcome={},
        asked_by=asked.by,
        asked_at=now,
    )
    db.add(row)
    db.flush()
    after_commit(db, lambda: wake(row.id))
    return row.id


def take_back(db: Session, session_id: str, rerun_id: str, *, now: datetime, wake: Wake) -> None:
    """Ask for what such a job changed to be put back, where nobody has changed it since."""
    row = rerun_of(db, session_id, rerun_id)
    if row.state not in (READY, SET_ASIDE) or row.undone_at is not None:
        raise Conflict("This cannot be taken back now.")
    if db.scalars(_unended(row.transcript_id)).first() is not None:
        raise Conflict(_BUSY)
    row.state, row.hold, row.reason, row.failures, row.abandoned = SEALED, None, None, 0, 0
    row.retry_after, row.ended_at, row.undone_at = None, None, now
    after_commit(db, lambda: wake(rerun_id))


def cancel(db: Session, session_id: str, rerun_id: str, *, now: datetime) -> None:
    """Stop such a job; what it changed up to then stays until it is taken back."""
    row = rerun_of(db, session_id, rerun_id)
    if row.state not in (SEALED, PROCESSING):
        raise Conflict("This has ended already.")
    row.hold = CANCELLED
    db.flush()
    settle_held(db, now=now)


def rerun_of(db: Session, session_id: str, rerun_id: str) -> SpeechRerun:
    """One job, locked. Raises ``NotFound``."""
    found = db.scalars(
        select(SpeechRerun)
        .where(SpeechRerun.id == rerun_id, SpeechRerun.session_id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound()
    return found


def _unended(transcript_id: str) -> Any:
    return select(SpeechRerun.id).where(
        SpeechRerun.transcript_id == transcript_id, SpeechRerun.state.in_((SEALED, PROCESSING))
    )


def stopped() -> dict[str, Any]:
    """The columns of a job that somebody stopped."""
    return {"state": SET_ASIDE, "reason": STOPPED, "progress": 0.0, "stage_at": None}


def settle_held(db: Session, *, now: datetime) -> None:
    """Stopped, and nobody works on it: it ends."""
    unheld = or_(SpeechRerun.lease_until.is_(None), SpeechRerun.lease_until <= now)
    db.execute(
        update(SpeechRerun)
        .where(SpeechRerun.state.in_((SEALED, PROCESSING)), SpeechRerun.hold == CANCELLED, unheld)
        .values(**stopped(), lease_owner=None, lease_until=None, stage=None)
    )


class Rerun:
    """Does such jobs over one house."""

    def __init__(self, house: House, storage: LocalStorage, speech: Speech) -> None:
        self._house = house
        self._storage = storage
        self._speech = speech

    def perform(self, rerun_id: str, attempt: int, report: Report) -> None:
        """All of one job.

        Raises:
            TranscriptionError: The sound cannot be heard, or an engine broke down.
            LateWriter: Another attempt has taken over.
        """
        with self._house.database.read() as db:
            row = db.get_one(SpeechRerun, rerun_id)
            transcript = db.get_one(TranscriptVersion, row.transcript_id)
            sound = db.get_one(AudioRecording, row.recording_id)
        if transcript.state != CURRENT:
            raise NotFound("This transcript has been replaced by a newer one meanwhile.")
        job = _Job(self._house, row, transcript, attempt, report)
        if row.undone_at is not None:
            job.take_back()
        else:
            name = copy_name(sound.id) if sound.origin == FROM_PIECES else file_name(sound.id)
            with self._storage.local_path(name) as path:
                self._hear(job, path)
        self._house.database.write(job.end)

    def _hear(self, job: _Job, path: Path) -> None:
        work = self._storage.work_folder(job.row.id)
        options = job.transcript.options | job.row.options
        if job.row.kind == SPEAKERS:
            spans = self._speech.tell_apart(path, work=work, options=options, report=job.report)
            job.give(spans)
            return
        span = None if job.row.start_ms is None or job.row.end_ms is None else (job.row.start_ms, job.row.end_ms)
        heard = self._speech.hear_again(path, work=work, options=options, span=span, report=job.report)
        job.rewrite(heard)


class _Job:
    """One job while it is applied."""

    def __init__(
        self, house: House, row: SpeechRerun, transcript: TranscriptVersion, attempt: int, report: Report
    ) -> None:
        self.row, self.transcript, self.report = row, transcript, report
        self._house, self._attempt = house, attempt
        self._changed = 0
        self._kept = 0
        self._more: dict[str, Any] = {}

    def rewrite(self, heard: Transcript) -> None:
        """Turn by turn, the machine's words by those heard now."""
        start_ms, end_ms = self.row.start_ms or 0, self.row.end_ms or _END_OF_TIME_MS
        with self._house.database.read() as db:
            turns = old_turns(db, self.transcript.id, start_ms, end_ms)
            done = turns_rewritten(db, self.transcript.id, self.row.id)
        belongs = allotted(heard.words, turns, start_ms=start_ms, end_ms=end_ms)
        self._changed = len(done)
        for at, turn in enumerate(turns):
            self.report(Heard(stage="apply", done=at / len(turns)))
            if turn.n not in done:
                self._count(self._house.database.write(partial(self._one, n=turn.n, heard=heard, belongs=belongs)))
        self._more = {"model": heard.model}

    def _one(self, db: Session, *, n: int, heard: Transcript, belongs: dict[int, list[int]]) -> bool | None:
        self._still_ours(db)
        return rewrite_turn(db, self._row(db), n, heard, belongs.get(n, []), self._who())

    def give(self, spans: Sequence[Turn]) -> None:
        """Turn by turn, the machine's choice of voice by the one heard now."""
        with self._house.database.read() as db:
            before = voices_before(db, self.transcript.id)
        called = same_voices([(label, start, end) for _n, label, start, end in before], spans)
        new = {n: voice_of(start, end, spans, called) for n, _label, start, end in before}
        numbers = list(new)
        for start in range(0, len(numbers), _SPEAKERS_AT_ONCE):
            self.report(Heard(stage="apply", done=start / len(numbers)))
            some = {n: new[n] for n in numbers[start : start + _SPEAKERS_AT_ONCE]}
            self._house.database.write(partial(self._give, some=some))

    def _give(self, db: Session, some: dict[int, str | None]) -> None:
        self._still_ours(db)
        given, kept = give_turns(db, self._row(db), some, self._who())
        self._changed += given
        self._kept += kept

    def take_back(self) -> None:
        """What was changed goes back, where nobody has been there since."""
        with self._house.database.read() as db:
            numbers = sorted(turns_rewritten(db, self.transcript.id, self.row.id))
            given = dict(self.row.outcome.get("turns", {}))
        for at, n in enumerate(numbers):
            self.report(Heard(stage="apply", done=at / len(numbers)))
            self._count(self._house.database.write(partial(self._put_back, n=n)))
        if given:
            self._house.database.write(lambda db: self._give_back(db, given))

    def _put_back(self, db: Session, n: int) -> bool | None:
        self._still_ours(db)
        return take_back_turn(db, self._row(db), n, self._who())

    def _give_back(self, db: Session, given: dict[str, list[str | None]]) -> None:
        self._still_ours(db)
        wanted = {int(n): old for n, (old, _new) in given.items()}
        expected = {int(n): new for n, (_old, new) in given.items()}
        self._changed, self._kept = give_turns(db, self._row(db), wanted, self._who(), expected=expected)

    def end(self, db: Session) -> None:
        """Done: say how much was changed and how much was left as people have it."""
        row = self._row(db)
        told = "taken_back" if row.undone_at is not None else "changed"
        outcome = row.outcome | {told: self._changed, "kept": self._kept} | self._more
        now = self._house.clock()
        values = {"state": READY, "progress": 1.0, "outcome": outcome, "ended_at": now, "reason": None, "failures": 0}
        leases.let_go(db, SpeechRerun, row.id, attempt=self._attempt, hold=None, stage_at=None, **values)

    def _count(self, outcome: bool | None) -> None:
        self._changed += outcome is True
        self._kept += outcome is None

    def _still_ours(self, db: Session) -> None:
        leases.write_as(db, SpeechRerun, self.row.id, attempt=self._attempt, values={"stage": "apply"})

    def _row(self, db: Session) -> SpeechRerun:
        return db.get_one(SpeechRerun, self.row.id, populate_existing=True)

    def _who(self) -> Who:
        by = self.row.asked_by or ""
        return Who(by=by, reader=StaffReader(staff_id=by), now=self._house.clock(), ids=self._house.ids)
