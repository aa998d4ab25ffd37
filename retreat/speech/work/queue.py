"""The queue as people see it: what is being transcribed and for how much longer, then what waits. Reads only."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.jobs import workers
from retreat.programme.models import DialogueSession, TableGroup
from retreat.recordings import estimates, waiting
from retreat.recordings.estimates import Needs, Pace, Run, Step
from retreat.recordings.limits import believed_s
from retreat.recordings.models import PAUSED, PROCESSING, SEALED, AudioRecording
from retreat.speech.again import operations as rerun
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion

# This many past runs show how fast this machine is.
_RUNS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class InQueue:
    """One audio recording in the queue.

    Attributes:
        is_running: Whether a worker has it now.
        is_held: Whether somebody paused it; a running one pauses at its next checkpoint.
        progress: 0 to 1, of all stages, by time.
        left_s: How much longer it will take, once begun; None if its length is not known yet.
        filename: The name of the added file, if it has another name in the queue.
        starts_s: When it will begin, in seconds from now; None for running and paused ones.
        above: The id above it among those that wait, None at the top; likewise ``below``; ``first``: the topmost.
        retry_at: Not before then, because the last try failed.
    """

    id: str
    session_id: str
    session_title: str
    name: str
    filename: str | None
    duration_s: float | None
    size_bytes: int
    is_running: bool
    is_held: bool
    is_ending: bool
    stage: str | None
    done: float
    progress: float
    left_s: float | None
    starts_s: float | None
    ends_at: datetime | None
    above: str | None
    below: str | None
    first: str | None
    retry_at: datetime | None
    has_failed: bool
    has_partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The whole queue. ``ready_s``: seconds until all of it is done, None if something is unknown."""

    running: tuple[InQueue, ...]
    waiting: tuple[InQueue, ...]
    workers: int
    ready_s: float | None
    unknown: int
    learned: bool

    def only(self, session_ids: Container[str]) -> Queue:
        """The same with only these sessions; times still include the work for others."""
        return replace(
            self,
            running=tuple(one for one in self.running if one.session_id in session_ids),
            waiting=tuple(one for one in self.waiting if one.session_id in session_ids),
        )


def the_queue(house: House, db: Session) -> Queue:
    """Everything that waits or is being transcribed, in all sessions."""
    now = house.clock()
    rows = db.scalars(waiting.queued().execution_options(populate_existing=True)).all()
    live = workers.live_workers(db, now=now, folder=workers.locks_folder(house.settings.data))
    pace = pace_of_machine(house, db)
    names = _names(db, rows)
    held_now = [row for row in rows if _is_running(row, now)]
    others = [row for row in rows if not _is_running(row, now)]
    lefts = {row.id: left_s(pace, row, now) for row in rows}
    free = [row for row in others if row.hold is None]
    # Jobs of transcribing again come before everything that waits.
    again = _again_s(db, pace)
    known = estimates.starts(
        [lefts[row.id] or 0.0 for row in held_now], [*again, *[lefts[row.id] or 0.0 for row in free]], max(len(live), 1)
    )[len(again) :]
    begins = {row.id: max(known[at], _rest_s(row, now)) for at, row in enumerate(free)}
    ids = [row.id for row in others]
    ends = [begins[row.id] + (lefts[row.id] or 0.0) for row in free] + [lefts[row.id] or 0.0 for row in held_now]
    return Queue(
        running=tuple(_line(row, pace, names, now, lefts, {}, []) for row in held_now),
        waiting=tuple(_line(row, pace, names, now, lefts, begins, ids) for row in others),
        workers=len(live),
        ready_s=max(ends, default=None),
        unknown=sum(lefts[row.id] is None for row in rows),
        learned=pace.learned,
    )


def line_of(house: House, db: Session, recording_id: str) -> InQueue | None:
    """One audio recording in the queue, or None."""
    queue = the_queue(house, db)
    return next((one for one in (*queue.running, *queue.waiting) if one.id == recording_id), None)


def pace_of_machine(house: House, db: Session, model: str | None = None) -> Pace:
    """How fast this machine has recently been with this model, or a guess by the model's size."""
    wanted = model or house.settings.whisper_model
    past = db.execute(
        select(TranscriptVersion.duration_s, TranscriptVersion.timing)
        .where(TranscriptVersion.model == wanted, TranscriptVersion.recording_id.is_not(None))
        .order_by(TranscriptVersion.created_at.desc())
        .limit(_RUNS)
    ).all()
    runs = [Run(duration_s=length, stages=timing.get("stages", {})) for length, timing in past if length and timing]
    return estimates.pace_of(runs, estimates.guess(model_bytes(house.settings.models, wanted)))


def foretold(house: House, duration_s: float) -> tuple[float, Needs, bool]:
    """What a sound of this length will need: seconds, memory and disk space, and whether past runs say so."""
    with house.database.read() as db:
        pace = pace_of_machine(house, db)
    size = model_bytes(house.settings.models, house.settings.whisper_model)
    return estimates.expected_s(pace, duration_s), estimates.needs(duration_s, model_bytes=size), pace.learned


def model_bytes(models: Path, model: str) -> int | None:
    """The size of a recogniser's weights, if they are on this machine."""
    for folder in (models / model, Path(model)):
        try:
            return (folder / "model.bin").stat().st_size
        except OSError:
            continue
    return None


def left_s(pace: Pace, row: AudioRecording, now: datetime) -> float | None:
    """How much longer one audio recording will take, once a worker has it; None if its length is unknown."""
    if row.duration_s is None:
        return None
    length_s = believed_s(row.duration_s)
    if row.stage is None:
        return estimates.expected_s(pace, length_s)
    is_running = _is_running(row, now)
    step = Step(
        stage=row.stage,
        done=row.progress,
        begun_at=(row.stage_from or 0.0) if is_running else row.progress,
        elapsed_s=(now - row.stage_at).total_seconds() if is_running and row.stage_at else 0.0,
    )
    return estimates.remaining_s(pace, length_s, step)


def _again_s(db: Session, pace: Pace) -> list[float]:
    """Roughly how much longer each job of transcribing again will take."""
    rows = db.execute(
        select(SpeechRerun, AudioRecording.duration_s)
        .join(AudioRecording, AudioRecording.id == SpeechRerun.recording_id)
        .where(SpeechRerun.state.in_((SEALED, PROCESSING)), SpeechRerun.hold.is_(None))
        .order_by(SpeechRerun.asked_at)
    ).all()
    found = []
    for row, duration_s in rows:
        if row.kind in (rerun.PASSAGES, rerun.GROUPINGS):
            found.append(0.0)
            continue
        whole_s = duration_s or 0.0
        found.append(whole_s * pace.rates["decode"] + _heard_again_s(row, pace, whole_s) * (1 - min(row.progress, 1.0)))
    return found


def _heard_again_s(row: SpeechRerun, pace: Pace, whole_s: float) -> float:
    """How long the transcribing alone takes; the checks need none."""
    if row.kind == rerun.CHECKS:
        return 0.0
    if row.kind == rerun.SPEAKERS:
        return whole_s * pace.rates["speakers"]
    if row.kind == rerun.OPINION:
        return float(row.options.get("length_s", whole_s)) * pace.rates["words"]
    is_whole = row.start_ms is None or row.end_ms is None
    return (whole_s if is_whole else ((row.end_ms or 0) - (row.start_ms or 0)) / 1000) * pace.rates["words"]


def _is_running(row: AudioRecording, now: datetime) -> bool:
    return row.state == PROCESSING and row.lease_until is not None and row.lease_until > now


def _rest_s(row: AudioRecording, now: datetime) -> float:
    return max((row.retry_after - now).total_seconds(), 0.0) if row.retry_after else 0.0


def _line(
    row: AudioRecording,
    pace: Pace,
    names: Mapping[str, tuple[str, str]],
    now: datetime,
    lefts: Mapping[str, float | None],
    begins: Mapping[str, float],
    ids: Sequence[str],
) -> InQueue:
    at = ids.index(row.id) if row.id in ids else -1
    left, begin = lefts[row.id], begins.get(row.id)
    is_running = _is_running(row, now)
    has_end = left is not None and (is_running or begin is not None)
    return InQueue(
        id=row.id,
        session_id=row.session_id,
        session_title=names[row.id][0],
        name=names[row.id][1],
        filename=row.filename if row.filename != names[row.id][1] else None,
        duration_s=None if row.duration_s is None else believed_s(row.duration_s),
        size_bytes=row.size_bytes,
        is_running=is_running,
        is_held=row.hold == PAUSED,
        is_ending=row.hold is not None and row.hold != PAUSED,
        stage=row.stage,
        done=row.progress,
        progress=estimates.share_done(pace, row.stage, row.progress),
        left_s=left,
        starts_s=begin,
        ends_at=now + timedelta(seconds=(begin or 0.0) + (left or 0.0)) if has_end else None,
        above=ids[at - 1] if at > 0 else None,
        below=ids[at + 1] if 0 <= at < len(ids) - 1 else None,
        first=ids[0] if at > 0 else None,
        retry_at=row.retry_after if row.retry_after and row.retry_after > now else None,
        has_failed=row.failures > 0,
        has_partial=bool(row.partial),
    )


def _names(db: Session, rows: Sequence[AudioRecording]) -> dict[str, tuple[str, str]]:
    """The session's title and the audio recording's name, by id."""
    titles: dict[str, Any] = dict(
        db.execute(
            select(DialogueSession.id, DialogueSession.title).where(
                DialogueSession.id.in_({row.session_id for row in rows})
            )
        ).all()
    )
    tables: dict[str, Any] = dict(
        db.execute(
            select(TableGroup.id, TableGroup.name).where(TableGroup.id.in_({row.table_id for row in rows}))
        ).all()
    )
    return {
        row.id: (titles.get(row.session_id, ""), tables.get(row.table_id or "") or row.filename or "The room")
        for row in rows
    }
