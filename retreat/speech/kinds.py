"""The pipeline's kinds of work, in a worker's order: transcribing again, then the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.jobs import leases
from retreat.jobs.registry import JobKind, register
from retreat.recordings import waiting
from retreat.recordings.models import AudioRecording
from retreat.recordings.storage import LocalStorage
from retreat.recordings.withdrawn.holding import waiting_sounds
from retreat.speech.again import operations as rerun
from retreat.speech.again.performing import Rerun
from retreat.speech.work import held, left_out, withdrawn  # noqa: F401 - they register themselves
from retreat.speech.work.stages import Stages
from retreat.speech.work.taking import is_wanted
from retreat.transcripts.versions.models import SpeechRerun


def _reruns(db: Session, now: datetime) -> Sequence[str]:
    heard = or_(SpeechRerun.recording_id.is_(None), SpeechRerun.recording_id.not_in(waiting_sounds()))
    free = leases.free(SpeechRerun, now), is_wanted(SpeechRerun), heard
    return db.scalars(select(SpeechRerun.id).where(*free).order_by(SpeechRerun.asked_at, SpeechRerun.id)).all()


def _recordings(db: Session, now: datetime) -> Sequence[str]:
    free = leases.free(AudioRecording, now), is_wanted(AudioRecording)
    return db.scalars(select(AudioRecording.id).where(*free).order_by(*waiting.order())).all()


def _hear_again(house: House, speech: Any, row_id: str, attempt: int, report: Callable[[Any], None]) -> None:
    Rerun(house, LocalStorage(house.storage), speech).perform(row_id, attempt, report)


def _hear(house: House, speech: Any, row_id: str, attempt: int, report: Callable[[Any], None]) -> None:
    Stages(house, LocalStorage(house.storage), speech).perform(row_id, attempt, report)


AGAIN = register(
    JobKind(
        name="again",
        rows=SpeechRerun,
        wanted=_reruns,
        perform=_hear_again,
        stopped=rerun.stopped,
        settle_held=lambda db, now: rerun.settle_held(db, now=now),
    )
)
RECORDING = register(
    JobKind(
        name="recording",
        rows=AudioRecording,
        wanted=_recordings,
        perform=_hear,
        stopped=waiting.stopped,
        settle_held=lambda db, now: waiting.settle_held(db, now=now),
        keeps_partial=True,
        on_failure={"partial": None},
    )
)
