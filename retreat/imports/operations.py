"""Writes of imported transcripts: keep the file, keep its words as text, ask for more in the background."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.withdrawal.operations import Withdrawn, holds_withdrawn, refuse_withdrawn
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.house import House
from retreat.ids import Ids
from retreat.imports.alignment import OWN_TIMES
from retreat.imports.models import TranscriptImport
from retreat.imports.said import NOTHING
from retreat.imports.texts import TextTranscript
from retreat.programme.models import DialogueSession
from retreat.recordings.limits import label_of
from retreat.recordings.models import READY, SET_ASIDE, AudioRecording
from retreat.recordings.storage import LocalStorage
from retreat.search.meanings import meanings_of
from retreat.transcripts.editing.reviewing import mark_all_checked
from retreat.transcripts.keeping import Origin, keep_transcript
from retreat.transcripts.ports import Report, Speech
from retreat.transcripts.setting.asked import find_asked
from retreat.transcripts.superseding import CAME_AS
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from transcription.types import Transcript

_NO_SOUND = "This session has no such audio recording."


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A transcript's file and where it belongs; ``recording_id`` is the sound to align its words with."""

    session_id: str
    table_id: str | None
    filename: str | None
    sha256: str
    checked: bool = False
    by: str | None = None
    recording_id: str | None = None


def stored_name(sha256: str) -> str:
    """Where the file of a transcript is."""
    return f"transcripts/{sha256}"


def keep_file(house: House, content: bytes) -> str:
    """Keep the bytes as they came. Returns their digest."""
    sha256 = hashlib.sha256(content).hexdigest()
    LocalStorage(house.storage).save(stored_name(sha256), [content], sha256=sha256)
    return sha256


def keep_words(
    house: House, speech: Speech, brought: Brought, read: TextTranscript, report: Report = lambda _heard: None
) -> str:
    """Keep what was read as the words of a session, searchable on return; the very same file is kept once.

    Returns:
        The transcript's id.
    Raises:
        Withdrawn: Somebody has taken back words that are in it; the file is not kept.
    """
    with house.database.read() as db:
        is_withdrawn = holds_withdrawn(db, brought.sha256)
        known = _same_text(db, brought)
        started_at = db.get_one(DialogueSession, brought.session_id).opened_at
    if is_withdrawn:
        LocalStorage(house.storage).remove(stored_name(brought.sha256))
        raise Withdrawn()
    if known is not None:
        return known
    transcript = with_passages(read, speech)
    if not transcript.passages and not transcript.words:
        raise InvalidInput(NOTHING, code="no_words")
    told = {**transcript.options, CAME_AS: read.came_as, OWN_TIMES: read.own_times}
    origin = Origin(
        session_id=brought.session_id,
        table_id=brought.table_id,
        started_at=started_at or house.clock(),
        filename=label_of(brought.filename),
        sha256=brought.sha256,
        is_timed=read.is_timed,
        is_recognised=read.is_recognised,
        joins=brought.recording_id,
    )
    embeddings = meanings_of(speech, [passage.text for passage in transcript.passages], report)
    groupings = transcript.groupings or tuple(speech.group([one.text for one in transcript.passages], embeddings))
    transcript = dataclasses.replace(transcript, options=told, groupings=groupings)
    kept = keep_transcript(house.database, origin, transcript, embeddings, clock=house.clock, ids=house.ids)
    house.database.write(lambda db: find_asked(db, kept))
    if brought.checked:
        now = house.clock()
        house.database.write(lambda db: mark_all_checked(db, kept, by=brought.by, now=now))
    return kept


def with_passages(read: TextTranscript, speech: Speech) -> Transcript:
    """The transcript with its passages; cut here where the file had none."""
    transcript = read.transcript
    if transcript.passages:
        return transcript
    return dataclasses.replace(transcript, passages=tuple(speech.cut(transcript.turns, transcript.words)))


def _same_text(db: Session, brought: Brought) -> str | None:
    """The transcript that was made of this very file for this table, whether or not it has its sound by now."""
    rows = db.scalars(
        select(TranscriptVersion).where(
            TranscriptVersion.session_id == brought.session_id,
            TranscriptVersion.sha256 == brought.sha256,
            TranscriptVersion.state == CURRENT,
        )
    )
    here = [row for row in rows if row.recording_id is None or CAME_AS in row.options]
    return next((row.id for row in here if row.recording_id is not None or row.table_id == brought.table_id), None)


def ask_for(db: Session, brought: Brought, *, recording_id: str | None, now: datetime, ids: Ids) -> str:
    """Note that a transcript's file in the storage has to be processed; the same request is noted once.

    Raises:
        InvalidInput: The session has no such audio recording.
    """
    refuse_withdrawn(db, brought.sha256)
    check_sound(db, brought.session_id, recording_id)
    known = db.scalars(
        select(TranscriptImport.id).where(
            TranscriptImport.session_id == brought.session_id,
            TranscriptImport.sha256 == brought.sha256,
            TranscriptImport.recording_id.is_not_distinct_from(recording_id),
            TranscriptImport.state.not_in((READY, SET_ASIDE)),
        )
    ).first()
    if known is not None:
        return known
    row = TranscriptImport(
        id=ids(),
        session_id=brought.session_id,
        table_id=brought.table_id,
        recording_id=recording_id,
        filename=label_of(brought.filename),
        sha256=brought.sha256,
        checked=brought.checked,
        asked_by=brought.by,
        asked_at=now,
    )
    db.add(row)
    db.flush()
    return row.id


def ask_to_join(
    db: Session, session_id: str, transcript_id: str, recording_id: str, *, by: str | None, now: datetime, ids: Ids
) -> str:
    """Note that a transcript that is already here has to be aligned with a sound.

    Raises:
        NotFound: This session has no such transcript without sound.
        InvalidInput: It has no such audio recording.
    """
    version = db.get(TranscriptVersion, transcript_id)
    if version is None or version.session_id != session_id or version.state != CURRENT:
        raise NotFound()
    if version.recording_id is not None or version.sha256 is None:
        raise NotFound()
    brought = Brought(
        session_id=session_id, table_id=version.table_id, filename=version.filename, sha256=version.sha256, by=by
    )
    import_id = ask_for(db, brought, recording_id=recording_id, now=now, ids=ids)
    row = db.get_one(TranscriptImport, import_id)
    row.transcript_id = row.transcript_id or transcript_id
    return import_id


def check_sound(db: Session, session_id: str, recording_id: str | None) -> None:
    """Refuse an audio recording that is not of this session; None is fine.

    Raises:
        InvalidInput: The session has no such.
    """
    if recording_id is None:
        return
    row = db.get(AudioRecording, recording_id)
    if row is None or row.session_id != session_id:
        raise InvalidInput(_NO_SOUND, code="no_such_sound", fields={"sound": _NO_SOUND})


def dismiss(db: Session, session_id: str, import_id: str) -> None:
    """Dismiss an import that could not be joined to its sound.

    Raises:
        NotFound: This session has no such import.
        Conflict: It is still being worked on.
    """
    row = db.get(TranscriptImport, import_id)
    if row is None or row.session_id != session_id:
        raise NotFound()
    if row.state not in (READY, SET_ASIDE):
        raise Conflict("This transcript is still being processed.")
    row.state = READY
