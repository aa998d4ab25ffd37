"""Uploads with tus: create, add bytes, finish. Writes never commit; bytes are safe before a row says so."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, Gone, InvalidInput, NotFound, TooLarge
from retreat.ids import Ids
from retreat.programme.tables import table_named
from retreat.recordings.formats import EMPTY, HEAD_BYTES, container_of
from retreat.recordings.held.refusing import refuse_unwanted
from retreat.recordings.limits import FILE_MAX_BYTES, UPLOAD_KEPT, check_space, label_of
from retreat.recordings.models import Upload
from retreat.recordings.operations import WholeFile, keep_file
from retreat.recordings.people import speakers_said
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.queries import same_file
from retreat.recordings.started import beginning_said, moment_said
from retreat.recordings.storage import Storage, read_blocks
from retreat.recordings.waiting import Wake

_KEPT_H = UPLOAD_KEPT // timedelta(hours=1)
_GIVEN_UP = f"Nothing of this file came for {_KEPT_H} hours, so it was given up. Please send it again."


class WrongOffset(Conflict):
    """The bytes do not start where the stored file ends."""

    code = "wrong_offset"
    tell = "These bytes do not follow what is already here. Please ask how much of the file has arrived."


class ChecksumMismatch(InvalidInput):
    """The bytes that arrived are not those that were announced. The status is the tus protocol's own."""

    code = "checksum_mismatch"
    status = 460
    tell = "These bytes arrived damaged. Please send them again."


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadView:
    """A file on its way."""

    id: str
    session_id: str
    table_id: str | None
    filename: str | None
    offset_bytes: int
    length_bytes: int
    metadata_text: str
    created_by: str | None
    expires_at: datetime
    recording_id: str | None

    @property
    def is_whole(self) -> bool:
        """Whether all its bytes are here."""
        return self.offset_bytes == self.length_bytes


def read_metadata(header: str) -> dict[str, str]:
    """The pairs of an ``Upload-Metadata`` header.

    Raises:
        InvalidInput: Not keys with values in Base64.
    """
    pairs: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            pairs[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise InvalidInput("The description of the file cannot be read.") from error
    return pairs


def part_name(upload_id: str) -> str:
    """Where a file is while it is being uploaded."""
    return f"incoming/{upload_id}"


def announced_bytes(db: Session, *, now: datetime) -> int:
    """The bytes that uploads have still to bring: space that is promised, but not yet used."""
    coming = select(func.coalesce(func.sum(Upload.length_bytes - Upload.offset_bytes), 0)).where(
        Upload.recording_id.is_(None), Upload.expires_at > now
    )
    return int(db.scalar(coming) or 0)


def check_room(db: Session, folder: Path, wanted_bytes: int, *, now: datetime) -> None:
    """Refuse what does not fit beside everything that was announced before.

    Raises:
        DiskFull: Too little room is left on this machine.
    """
    check_space(folder, wanted_bytes + announced_bytes(db, now=now))


def create(
    db: Session,
    *,
    session_id: str,
    length_bytes: int,
    metadata_text: str,
    by: str | None,
    now: datetime,
    ids: Ids,
) -> UploadView:
    """Announce a file.

    Raises:
        TooLarge: It is larger than we accept.
        WithoutSound: The session or the table was planned without sound.
    """
    if length_bytes > FILE_MAX_BYTES:
        raise TooLarge(f"A file may have at most {FILE_MAX_BYTES // 1024**3} GB; please send it in parts.")
    if length_bytes <= 0:
        raise InvalidInput(EMPTY, code="empty")
    metadata = read_metadata(metadata_text)
    beginning_said(metadata.get("started_at"), now=now)
    speakers_said(metadata.get("speakers"))
    table_id = table_named(db, session_id, metadata.get("table"))
    refuse_unwanted(db, session_id, table_id)
    row = Upload(
        id=ids(),
        session_id=session_id,
        table_id=table_id,
        filename=label_of(metadata.get("filename")),
        offset_bytes=0,
        length_bytes=length_bytes,
        metadata_text=metadata_text,
        created_by=by,
        created_at=now,
        expires_at=now + UPLOAD_KEPT,
    )
    db.add(row)
    db.flush()
    return _view(row)


def upload_view(db: Session, upload_id: str, *, now: datetime) -> UploadView:
    """A file on its way.

    Raises:
        NotFound: There is none.
        Gone: It was abandoned because nothing came for too long.
    """
    row = db.get(Upload, upload_id)
    if row is None:
        raise NotFound()
    if row.expires_at <= now and row.recording_id is None:
        raise Gone(_GIVEN_UP)
    return _view(row)


def advance(db: Session, upload_id: str, *, before: int, after: int, now: datetime) -> UploadView:
    """Note that bytes up to ``after`` are safe.

    Raises:
        NotFound: It was given up in the meantime.
        WrongOffset: Somebody else added to it in the meantime.
    """
    row = db.scalars(select(Upload).where(Upload.id == upload_id).with_for_update()).first()
    if row is None:
        raise NotFound()
    if row.offset_bytes != before:
        raise WrongOffset()
    row.offset_bytes = after
    row.expires_at = now + UPLOAD_KEPT
    return _view(row)


def looked_at(storage: Storage, upload: UploadView) -> str:
    """The kind of sound by its first bytes. Raises ``WrongMediaType``."""
    with storage.open(part_name(upload.id) if upload.recording_id is None else file_name(upload.id)) as stream:
        return container_of(stream.read(HEAD_BYTES)).mime


def settle(storage: Storage, upload: UploadView) -> WholeFile:
    """Give a complete file its permanent place and digest; harmless if repeated. Slow: off the event loop."""
    storage.move(part_name(upload.id), file_name(upload.id))
    digest, size = hashlib.sha256(), 0
    with storage.open(file_name(upload.id)) as stream:
        head = stream.read(HEAD_BYTES)
        mime = container_of(head).mime
        digest.update(head)
        size += len(head)
        for block in read_blocks(stream):
            digest.update(block)
            size += len(block)
    metadata = read_metadata(upload.metadata_text)
    return WholeFile(
        recording_id=upload.id,
        session_id=upload.session_id,
        table_id=upload.table_id,
        filename=upload.filename,
        mime=mime,
        size_bytes=size,
        sha256=digest.hexdigest(),
        started_at=moment_said(metadata.get("started_at")),
        created_by=upload.created_by,
        speakers=speakers_said(metadata.get("speakers")),
    )


def finish(db: Session, file: WholeFile, *, now: datetime, wake: Wake) -> str:
    """Make the file an audio recording that waits to be processed; the same file for its table is kept once.

    Returns:
        The audio recording's id; if it is not the file's own, the sound was already here, and these bytes can go.
    """
    known = same_file(db, file.session_id, sha256=file.sha256, table_id=file.table_id)
    recording_id = known or keep_file(db, file, now=now, wake=wake)
    row = db.get(Upload, file.recording_id)
    if row is not None:
        row.recording_id = recording_id
    return recording_id


def give_up(db: Session, upload_id: str) -> None:
    """Forget an upload."""
    row = db.get(Upload, upload_id)
    if row is not None:
        db.delete(row)


def is_known(db: Session, upload_id: str) -> bool:
    """Whether a file was announced, and has not been given up."""
    return db.get(Upload, upload_id) is not None


def unfinished(db: Session, *, now: datetime) -> tuple[list[UploadView], list[str]]:
    """Complete files that a crash kept from becoming audio recordings, and ids of abandoned uploads."""
    waiting = db.scalars(select(Upload).where(Upload.recording_id.is_(None))).all()
    whole = [_view(row) for row in waiting if row.offset_bytes == row.length_bytes]
    return whole, [row.id for row in waiting if row.expires_at <= now and row.offset_bytes < row.length_bytes]


def _view(row: Upload) -> UploadView:
    return UploadView(
        id=row.id,
        session_id=row.session_id,
        table_id=row.table_id,
        filename=row.filename,
        offset_bytes=row.offset_bytes,
        length_bytes=row.length_bytes,
        metadata_text=row.metadata_text,
        created_by=row.created_by,
        expires_at=row.expires_at,
        recording_id=row.recording_id,
    )
