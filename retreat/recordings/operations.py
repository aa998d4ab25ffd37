"""Writes about audio recordings: begin, keep a piece, seal, keep a whole file. None commits.

The bytes are on disk before any of these says so. Must never know words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.withdrawal.operations import refuse_withdrawn
from retreat.database import after_commit
from retreat.errors import Conflict, Gone, InvalidInput, NotFound
from retreat.ids import Ids, new_token, token_hash
from retreat.people.deeds import write_down
from retreat.programme.models import DialogueSession
from retreat.programme.queries import programme_of_session
from retreat.programme.tables import table_named
from retreat.recordings.held.holding import settle
from retreat.recordings.held.refusing import refuse_unwanted
from retreat.recordings.limits import CHUNKS_MAX, PIECES_WAITED_FOR, label_of
from retreat.recordings.models import (
    FROM_FILE,
    FROM_PIECES,
    READY,
    RECEIVING,
    SEALED,
    SET_ASIDE,
    AudioChunk,
    AudioRecording,
)
from retreat.recordings.pieces.placing import check_place
from retreat.recordings.pieces.shapes import HIGHEST_HZ, LOWEST_HZ
from retreat.recordings.waiting import Wake, locked, place_last

_MIMES = ("audio/wav", "audio/x-wav", "audio/wave", "audio/flac", "audio/webm", "audio/ogg", "audio/mp4")

DELETED = "This audio recording was deleted, because not everybody who was at the table had agreed to it in time."
ENDED = "This audio recording was destroyed, because the time for which it was to be kept was over."


class ChunkMismatch(Conflict):
    """The same number arrived again with other bytes."""

    code = "chunk_mismatch"
    tell = "This part of the sound is already here, and it is different. The first one is kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A new audio recording, with the only copy of the token that may add to it."""

    recording_id: str
    upload_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What the sender says about one piece; samples counted since the start place it, not the wall clock."""

    n: int
    start_ms: int
    samples: int
    rate_hz: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeFile:
    """A file in the storage under the recording's name.

    Attributes:
        speakers: How many people spoke, if known.
        by_owner: It comes from the machine's own command line, so that it is not held back.
    """

    recording_id: str
    session_id: str
    table_id: str | None
    filename: str | None
    mime: str
    size_bytes: int
    sha256: str
    started_at: datetime | None = None
    created_by: str | None = None
    speakers: int | None = None
    by_owner: bool = False


def begin(
    db: Session,
    *,
    session_id: str,
    table: object,
    mime: object,
    started_at: datetime,
    by: str | None,
    now: datetime,
    ids: Ids,
) -> Begun:
    """Open an audio recording whose pieces will follow."""
    plain = str(mime).split(";")[0].strip().lower()
    if plain not in _MIMES:
        raise InvalidInput("This kind of sound is not accepted here.", fields={"mime": "must be a kind of audio"})
    token, table_id = new_token(), table_named(db, session_id, table)
    refuse_unwanted(db, session_id, table_id)
    row = AudioRecording(
        id=ids(),
        session_id=session_id,
        table_id=table_id,
        state=RECEIVING,
        origin=FROM_PIECES,
        mime=plain,
        exact=plain in ("audio/wav", "audio/x-wav", "audio/wave", "audio/flac"),
        playable=False,
        started_at=started_at,
        created_at=now,
        created_by=by,
        upload_token_hash=token_hash(token),
    )
    db.add(row)
    settle(db, session_id, now)
    return Begun(recording_id=row.id, upload_token=token)


def for_upload_token(db: Session, recording_id: str, token: str) -> AudioRecording:
    """The row that this token may add to.

    Raises:
        NotFound: No such recording, or not by this token.
        Gone: It was deleted; the sentence says why.
    """
    row = db.get(AudioRecording, recording_id)
    if row is None or row.upload_token_hash != token_hash(token):
        raise NotFound()
    if row.deleted_at is not None:
        raise Gone(row.reason or DELETED)
    return row


def known_piece(db: Session, recording_id: str, n: int) -> str | None:
    """The digest of a piece that is already here."""
    return db.scalars(
        select(AudioChunk.sha256).where(AudioChunk.recording_id == recording_id, AudioChunk.n == n)
    ).first()


def check_piece(row: AudioRecording, piece: Piece) -> None:
    """Refuse a piece that cannot belong to this recording."""
    fields: dict[str, str] = {}
    if not 0 <= piece.n < CHUNKS_MAX:
        fields["n"] = f"must be from 0 to {CHUNKS_MAX - 1}"
    if piece.start_ms < 0:
        fields["start_ms"] = "must not be negative"
    if not 0 <= piece.samples <= 100_000_000:
        fields["samples"] = "must not be negative"
    if not LOWEST_HZ <= piece.rate_hz <= HIGHEST_HZ:
        fields["rate"] = f"must be from {LOWEST_HZ} to {HIGHEST_HZ}"
    if fields:
        raise InvalidInput("The description of this part of the sound is wrong.", fields=fields)
    if row.chunks is not None and piece.n >= row.chunks:
        raise Conflict(f"This audio recording was sealed with {row.chunks} parts.")


def check_new_piece(row: AudioRecording, piece: Piece, *, now: datetime) -> None:
    """Refuse a new piece at an impossible time; a piece that is already here may be sent again."""
    # Somebody may have corrected the start in the meantime: pieces recorded before that still fit.
    began = min(row.started_at, row.created_at)
    check_place(piece.start_ms, piece.samples / piece.rate_hz, began=began, now=now)


def keep_piece(db: Session, recording_id: str, piece: Piece, *, now: datetime, wake: Wake) -> bool:
    """Note a piece whose bytes are safe. Returns whether it is new.

    Raises:
        ChunkMismatch: Its number is here with other bytes.
    """
    row = locked(db, recording_id)
    check_piece(row, piece)
    known = known_piece(db, recording_id, piece.n)
    if known is not None:
        if known != piece.sha256:
            raise ChunkMismatch()
        return False
    check_new_piece(row, piece, now=now)
    db.add(AudioChunk(recording_id=recording_id, received_at=now, **_columns(piece)))
    db.flush()
    row.size_bytes = row.size_bytes + piece.size_bytes
    end_s = piece.start_ms / 1000 + piece.samples / piece.rate_hz
    row.duration_s = max(row.duration_s or 0.0, end_s)
    if row.state != RECEIVING:
        _heal(db, row, wake)
        settle(db, row.session_id, now)
    return True


def _columns(piece: Piece) -> dict[str, Any]:
    return {name: getattr(piece, name) for name in ("n", "start_ms", "samples", "rate_hz", "size_bytes", "sha256")}


def _heal(db: Session, row: AudioRecording, wake: Wake) -> None:
    """A piece came after the seal: process all of it (again), at once if nothing else is missing."""
    row.state = SEALED
    row.lease_owner = None
    row.lease_until = None
    if _is_whole(db, row):
        row.retry_after = None
        after_commit(db, lambda: wake(row.id))


def seal(db: Session, recording_id: str, *, chunks: int, now: datetime, wake: Wake) -> None:
    """No more pieces will be made. Sealing twice with the same number is fine.

    Raises:
        Conflict: It was sealed with another number, or has more pieces than that.
    """
    row = locked(db, recording_id)
    if row.chunks is not None:
        if row.chunks != chunks:
            raise Conflict(f"This audio recording was already sealed with {row.chunks} parts.")
        return
    highest = db.scalar(select(func.max(AudioChunk.n)).where(AudioChunk.recording_id == recording_id))
    if not 0 <= chunks <= CHUNKS_MAX:
        raise InvalidInput("The number of parts is wrong.", fields={"chunks": "is out of range"})
    if highest is not None and highest >= chunks:
        raise Conflict(f"There are already parts up to number {highest}.")
    row.chunks = chunks
    row.state = SEALED
    row.retry_after = None if _is_whole(db, row) else now + PIECES_WAITED_FOR
    settle(db, row.session_id, now)
    if row.retry_after is None:
        after_commit(db, lambda: wake(recording_id))


def _is_whole(db: Session, row: AudioRecording) -> bool:
    here = db.scalar(select(func.count()).select_from(AudioChunk).where(AudioChunk.recording_id == row.id))
    return row.chunks is not None and here == row.chunks


def keep_file(db: Session, file: WholeFile, *, now: datetime, wake: Wake) -> str:
    """Note a whole file in the storage, and ask for it to be processed; harmless if repeated."""
    if db.get(AudioRecording, file.recording_id) is not None:
        return file.recording_id
    session = db.get(DialogueSession, file.session_id)
    if session is None:
        raise NotFound("There is no such session.")
    refuse_unwanted(db, file.session_id, file.table_id)
    refuse_withdrawn(db, file.sha256)
    db.add(
        AudioRecording(
            id=file.recording_id,
            session_id=file.session_id,
            table_id=file.table_id,
            state=SEALED,
            origin=FROM_FILE,
            mime=file.mime,
            filename=label_of(file.filename),
            started_at=file.started_at or session.opened_at or now,
            created_at=now,
            created_by=file.created_by,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            options={} if file.speakers is None else {"speakers": file.speakers},
            by_owner=file.by_owner,
        )
    )
    if file.by_owner:
        _note_owners_choice(db, file.session_id, file.recording_id, now)
    settle(db, file.session_id, now)
    after_commit(db, lambda: wake(file.recording_id))
    return file.recording_id


def release_as_owner(db: Session, recording_id: str, *, now: datetime, wake: Wake) -> None:
    """The machine's owner adds at the command line what is already here and held back: that is their decision."""
    row = locked(db, recording_id)
    if row.held_since is None or row.deleted_at is not None:
        return
    row.by_owner, row.held_since = True, None
    _note_owners_choice(db, row.session_id, recording_id, now)
    after_commit(db, lambda: wake(recording_id))


def _note_owners_choice(db: Session, session_id: str, recording_id: str, now: datetime) -> None:
    programme_id = programme_of_session(db, session_id)
    write_down(db, "sound_added_here", now=now, programme_id=programme_id, session_id=session_id, thing=recording_id)


def try_again(db: Session, recording_id: str, *, wake: Wake, speakers: int | None = None) -> None:
    """Retry what was set aside, or process again what is ready; it goes to the end of the queue.

    Args:
        speakers: How many people spoke, if somebody says so now; otherwise the earlier number is kept.
    """
    row = locked(db, recording_id)
    if row.deleted_at is not None:
        raise Gone(row.reason or DELETED)
    if row.state not in (SET_ASIDE, READY):
        raise Conflict("This audio recording is still being processed.")
    if speakers is not None:
        row.options = {**row.options, "speakers": speakers}
    row.state = SEALED
    row.failures = 0
    row.abandoned = 0
    row.reason = None
    row.retry_after = None
    row.hold = None
    db.flush()
    place_last(db, recording_id)
    after_commit(db, lambda: wake(recording_id))
