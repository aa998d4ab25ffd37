"""What a worker does with a transcript that somebody added: keep its words, then align them with their sound."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput, RetreatError
from retreat.house import House
from retreat.imports.alignment import lay
from retreat.imports.held import forget_file, lacks_times
from retreat.imports.models import TranscriptImport
from retreat.imports.operations import Brought, keep_words, stored_name
from retreat.imports.reading import read_transcript
from retreat.jobs import leases
from retreat.jobs.registry import offer_small_work
from retreat.recordings.held.brought import NotAgreed, refuse_words
from retreat.recordings.held.refusing import WithoutSound
from retreat.recordings.models import PROCESSING, READY, SEALED, SET_ASIDE, AudioRecording
from retreat.recordings.storage import LocalStorage
from retreat.transcripts.ports import Heard, Speech
from transcription.errors import TranscriptionError

_log = logging.getLogger(__name__)
_BUSY_FOR = timedelta(seconds=5)
SOUND_UNUSABLE = (
    "The audio recording that these words belong to could not be used. They are kept as text; "
    "please add the sound again and join them to it."
)
_UNEXPECTED = "The machine could not work on this transcript. It is kept; please add it once more."


def import_waiting(house: House, speech: Speech, owner: str) -> bool:
    """Work on the first transcript that waits and whose turn has come; whether there was one."""
    now = house.clock()
    with house.database.read() as db:
        ids = db.scalars(
            select(TranscriptImport.id)
            .outerjoin(AudioRecording, AudioRecording.id == TranscriptImport.recording_id)
            .where(leases.free(TranscriptImport, now), _due())
            .order_by(TranscriptImport.asked_at, TranscriptImport.id)
            .limit(5)
        ).all()
    return any(_work_on(house, speech, import_id, owner) for import_id in ids)


def _due() -> Any:
    """Words can be kept at once; they are aligned once their sound has been transcribed, or cannot be."""
    ended = AudioRecording.state.in_((READY, SET_ASIDE))
    due = TranscriptImport.state.in_((SEALED, PROCESSING)) & or_(TranscriptImport.transcript_id.is_(None), ended)
    # Held back until somebody decides, or until its sound says which words are when.
    return due & or_(TranscriptImport.held_since.is_(None), AudioRecording.state == READY)


def _work_on(house: House, speech: Speech, import_id: str, owner: str) -> bool:
    now = house.clock()
    attempt = house.database.write(
        lambda db: leases.claim(
            db,
            TranscriptImport,
            import_id,
            owner=owner,
            now=now,
            wanted=TranscriptImport.state.in_((SEALED, PROCESSING)),
        )
    )
    if attempt is None:
        return False
    try:
        _perform(house, speech, import_id, attempt, owner)
    except leases.LateWriter:
        _log.warning("another worker took over %s", import_id)
    except (NotAgreed, WithoutSound) as error:
        # Somebody sat down or answered after it had been sent: nothing of it stays.
        _failed(house, import_id, attempt, error.tell, permanent=True)
        _forget(house, import_id)
    except RetreatError as error:
        _failed(house, import_id, attempt, error.tell, permanent=not error.retryable)
    except TranscriptionError as error:
        _failed(house, import_id, attempt, str(error), permanent=error.permanent)
    except Exception as error:  # noqa: BLE001 - the worker's edge: one bad file must not end it
        _log.error("unexpected %s while working on %s", type(error).__name__, import_id)
        _failed(house, import_id, attempt, _UNEXPECTED, permanent=False)
    return True


def _perform(house: House, speech: Speech, import_id: str, attempt: int, owner: str) -> None:
    def note(**values: Any) -> None:
        now = house.clock()
        house.database.write(
            lambda db: leases.renew(db, TranscriptImport, import_id, attempt=attempt, now=now, **values)
        )

    def heard(_heard: Heard) -> None:
        note()

    note(state=PROCESSING, stage="words")
    with house.database.read() as db:
        row = db.get_one(TranscriptImport, import_id)
        state = db.scalar(select(AudioRecording.state).where(AudioRecording.id == row.recording_id))
    transcript_id = row.transcript_id
    if transcript_id is None:
        with LocalStorage(house.storage).local_path(stored_name(row.sha256)) as path:
            content = path.read_bytes()
        read = read_transcript(row.filename or "", content)
        with house.database.read() as db:
            refuse_words(db, row.session_id, row.table_id, row.recording_id)
            lacking = lacks_times(db, row, read)
        if lacking:
            held = {"state": SEALED, "stage": None, "held_since": row.held_since or house.clock()}
            house.database.write(lambda db: leases.let_go(db, TranscriptImport, import_id, attempt=attempt, **held))
            return
        if row.held_since is not None:
            note(held_since=None)
        transcript_id = keep_words(house, speech, _brought(row), read, heard)
        note(transcript_id=transcript_id)
    outcome: dict[str, Any] | None = {}
    if row.recording_id is not None:
        if state == SET_ASIDE:
            raise InvalidInput(SOUND_UNUSABLE)
        note(stage="laying")
        outcome = (
            lay(house, speech, transcript_id=transcript_id, recording_id=row.recording_id, owner=owner)
            if state == READY
            else None
        )
    values: dict[str, Any] = {"state": READY, "outcome": outcome, "reason": None}
    if outcome is None:
        values = {"state": SEALED, "retry_after": house.clock() + _BUSY_FOR if state == READY else None}
    house.database.write(lambda db: leases.let_go(db, TranscriptImport, import_id, attempt=attempt, **values))


def _forget(house: House, import_id: str) -> None:
    with house.database.read() as db:
        sha256 = db.get_one(TranscriptImport, import_id).sha256
    forget_file(house, sha256)


def _brought(row: TranscriptImport) -> Brought:
    return Brought(
        session_id=row.session_id,
        table_id=row.table_id,
        filename=row.filename,
        sha256=row.sha256,
        checked=row.checked,
        by=row.asked_by,
        recording_id=row.recording_id,
    )


def _failed(house: House, import_id: str, attempt: int, reason: str, *, permanent: bool) -> None:
    def write(db: Session) -> None:
        final = leases.fail(
            db, TranscriptImport, import_id, attempt=attempt, now=house.clock(), reason=reason, permanent=permanent
        )
        db.execute(
            update(TranscriptImport)
            .where(TranscriptImport.id == import_id)
            .values(state=SET_ASIDE if final else SEALED)
        )

    house.database.write(write)


offer_small_work(import_waiting, leases=TranscriptImport)
