"""Transcripts without times, of a talk of which part is left out: nobody knows which of their words are in that part.

Each waits, unread, until somebody of the team lets it in or deletes it. One that was here before anything was left out
waits too: its words are withheld until somebody lets it in, and erased with the stretch if nobody has. None commits.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, NotFound
from retreat.house import House
from retreat.imports.models import TranscriptImport
from retreat.imports.operations import stored_name
from retreat.imports.texts import TextTranscript
from retreat.people.deeds import write_down
from retreat.programme.queries import programme_of_session
from retreat.recordings.left_out.ports import register_follow
from retreat.recordings.left_out.stretches import stretches_of
from retreat.recordings.models import READY, SET_ASIDE, AudioRecording
from retreat.recordings.storage import LocalStorage
from retreat.transcripts.erasing.left_out import give_back_all, has_times, hold_all
from retreat.transcripts.versions.models import TranscriptVersion


def lacks_times(db: Session, row: TranscriptImport, read: TextTranscript) -> bool:
    """Whether part of its talk is left out, and its words cannot be matched to that part.

    Words of a sound that was transcribed are matched to what was heard before anybody can read them.
    """
    if read.is_timed or row.decided_at is not None:
        return False
    return not _is_heard(db, row.recording_id) and has_left_out(db, row.session_id, row.table_id)


def has_left_out(db: Session, session_id: str, table_id: str | None) -> bool:
    """Whether any of what was said there is left out."""
    return bool(stretches_of(db, session_id, table_id))


def let_in(db: Session, session_id: str, import_id: str, *, by: str | None, now: datetime) -> None:
    """Somebody has looked: nothing of what is left out is in it.

    Raises:
        NotFound: This session has no such transcript that waits for it.
    """
    row = _held(db, session_id, import_id)
    row.held_since, row.decided_at, row.decided_by = None, now, by
    if row.transcript_id is not None:
        give_back_all(db, row.transcript_id)
    _note(db, "words_let_in", row, by=by, now=now)


def give_up(db: Session, session_id: str, import_id: str, *, by: str | None, now: datetime) -> str:
    """Delete one that waits; the digest of its file comes back.

    Raises:
        NotFound: This session has no such transcript that waits for it.
        Conflict: It is in the record already; only its words are withheld.
    """
    row = _held(db, session_id, import_id)
    if row.transcript_id is not None:
        raise Conflict("It is in the record, and its words are withheld until you let it in.", code="in_record")
    row.held_since, row.state = None, READY
    _note(db, "held_words_deleted", row, by=by, now=now)
    return row.sha256


def forget_file(house: House, sha256: str) -> None:
    """Remove the file of a transcript that was not kept, unless another one was made from it or still waits."""
    version, brought = TranscriptVersion, TranscriptImport
    waits = brought.transcript_id.is_(None) & brought.state.not_in((READY, SET_ASIDE))
    needed = or_(waits, brought.transcript_id.is_not(None))
    with house.database.read() as db:
        kept = db.scalar(select(version.id).where(version.sha256 == sha256).limit(1))
        kept = kept or db.scalar(select(brought.id).where(brought.sha256 == sha256, needed).limit(1))
    if kept is None:
        LocalStorage(house.storage).remove(stored_name(sha256))


def follow_left_out(db: Session, session_id: str, _table_id: str | None) -> None:
    """What is here waits from now on; where everybody has lifted what was left out, nothing has to be decided."""
    _hold_what_is_here(db, session_id)
    held = select(TranscriptImport).where(
        TranscriptImport.session_id == session_id, TranscriptImport.held_since.is_not(None)
    )
    for row in db.scalars(held):
        if not has_left_out(db, session_id, row.table_id):
            row.held_since = None


def _hold_what_is_here(db: Session, session_id: str) -> None:
    here = select(TranscriptImport).where(
        TranscriptImport.session_id == session_id, TranscriptImport.transcript_id.is_not(None)
    )
    for row in db.scalars(here):
        if _is_heard(db, row.recording_id) or has_times(db, str(row.transcript_id)):
            continue
        decided = row.decided_at
        since = [one for one in stretches_of(db, session_id, row.table_id) if not decided or one.asked_at > decided]
        if since:
            row.held_since = row.held_since or since[0].asked_at
            hold_all(db, str(row.transcript_id), since[0].id)


def _is_heard(db: Session, recording_id: str | None) -> bool:
    return db.scalar(select(AudioRecording.state).where(AudioRecording.id == recording_id)) == READY


def _held(db: Session, session_id: str, import_id: str) -> TranscriptImport:
    row = db.get(TranscriptImport, import_id, with_for_update=True, populate_existing=True)
    if row is None or row.session_id != session_id or row.held_since is None:
        raise NotFound()
    return row


def _note(db: Session, act: str, row: TranscriptImport, *, by: str | None, now: datetime) -> None:
    about = {"staff_id": by, "session_id": row.session_id, "thing": row.id}
    write_down(db, act, now=now, programme_id=programme_of_session(db, row.session_id), **about)


register_follow(follow_left_out)
