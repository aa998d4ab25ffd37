"""Resumable files by the tus protocol, version 1.0.0: core, creation, checksum, expiration, termination.

Source: tus.io/protocols/resumable-upload. Any tus client works.
"""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from functools import partial
from typing import Protocol, cast

from flask import Blueprint, Response, make_response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import ClientDisconnected

from retreat.consent.withdrawal.operations import Withdrawn
from retreat.errors import DiskFull, InvalidInput, NotFound, RetreatError, TooLarge, WrongMediaType
from retreat.house import House
from retreat.recordings import uploads
from retreat.recordings.admission import sender_in
from retreat.recordings.at_hand import storage
from retreat.recordings.formats import HEAD_BYTES
from retreat.recordings.limits import FILE_MAX_BYTES, check_space
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import Storage
from retreat.recordings.uploads import ChecksumMismatch, UploadView, WrongOffset, part_name
from retreat.web.asked import number
from retreat.web.forms import body_up_to
from retreat.web.guard import own_token, public
from retreat.web.house import house

blueprint = Blueprint("uploads", __name__, url_prefix="/api/uploads")

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
# Written and synced in blocks of this size: the most that a broken connection can lose.
_SAFE_BYTES = 4 * 1024**2
_OFFSET_STREAM = "application/offset+octet-stream"
_NO_MORE_SPACE = (
    "There is not enough disk space on this machine for the rest of this file. What has arrived is kept: "
    "please free some space and send the file again, and it continues from there."
)


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


_HASHES: dict[str, Callable[[], _Hash]] = {
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
}


class OtherVersion(RetreatError):
    """The client speaks another version of the protocol."""

    code = "other_version"
    status = 412
    tell = "This machine accepts files with tus 1.0.0."


class Busy(RetreatError):
    """Another request is adding to the same file."""

    code = "busy"
    status = 423
    tell = "This file is already being sent."


class _Turns:
    """Uploads that are being written in this process, because two writers would mix their bytes."""

    def __init__(self) -> None:
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def take(self, upload_id: str) -> None:
        with self._lock:
            if upload_id in self._busy:
                raise Busy()
            self._busy.add(upload_id)

    def give_back(self, upload_id: str) -> None:
        with self._lock:
            self._busy.discard(upload_id)


_turns = _Turns()


@blueprint.after_request
def _headers(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == OtherVersion.status or request.method == "OPTIONS":
        response.headers["Tus-Version"] = VERSION
    return response


@blueprint.before_request
def _check_version() -> None:
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion()


@blueprint.route("", methods=["OPTIONS"], provide_automatic_options=False)
@public
def offer() -> Response:
    """What this server can do."""
    response = make_response("", 204)
    response.headers["Tus-Extension"] = EXTENSIONS
    response.headers["Tus-Max-Size"] = str(FILE_MAX_BYTES)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(_HASHES)
    return response


@blueprint.post("")
@own_token
@body_up_to(FILE_MAX_BYTES)
def create() -> Response:
    """Announce a file; its first bytes may come along."""
    here = house()
    length = _whole_number("Upload-Length")
    said = request.headers.get("Upload-Metadata", "")
    wanted = uploads.read_metadata(said).get("session_id")
    with here.database.read() as db:
        session_id, sender = sender_in(here, db, wanted)

    def announce(db: Session) -> UploadView:
        # In the transaction of the announcement: two at once must not be promised the same space.
        if length <= FILE_MAX_BYTES:
            uploads.check_room(db, here.storage, length, now=here.clock())
        return uploads.create(
            db,
            session_id=session_id,
            length_bytes=length,
            metadata_text=said,
            by=sender,
            now=here.clock(),
            ids=here.ids,
        )

    upload = here.database.write(announce)
    if request.headers.get("Content-Type") == _OFFSET_STREAM:
        upload = _received(upload)
    response = _told(upload, 201)
    response.headers["Location"] = url_for(".ask", upload_id=upload.id)
    return response


@blueprint.route("/<upload_id>", methods=["HEAD"])
@own_token
def ask(upload_id: str) -> Response:
    """How many bytes are safe."""
    upload = _mine(upload_id)
    response = _told(upload, 200)
    response.headers["Upload-Length"] = str(upload.length_bytes)
    if upload.metadata_text:
        response.headers["Upload-Metadata"] = upload.metadata_text
    return response


@blueprint.patch("/<upload_id>")
@own_token
@body_up_to(FILE_MAX_BYTES)
def add(upload_id: str) -> Response:
    """More bytes, after the last ones."""
    if request.headers.get("Content-Type") != _OFFSET_STREAM:
        raise WrongMediaType("The bytes of a file are sent as application/offset+octet-stream.")
    upload = _mine(upload_id)
    if _whole_number("Upload-Offset") != upload.offset_bytes:
        raise WrongOffset()
    return _told(_received(upload), 204)


@blueprint.delete("/<upload_id>")
@own_token
def give_up(upload_id: str) -> Response:
    """The sender cancels the upload."""
    upload = _mine(upload_id)
    if upload.recording_id is None:
        house().database.write(lambda db: uploads.give_up(db, upload_id))
        storage().remove(part_name(upload_id))
    return make_response("", 204)


def _mine(upload_id: str) -> UploadView:
    here = house()
    with here.database.read() as db:
        sender_in(here, db, None)
        upload = uploads.upload_view(db, upload_id, now=here.clock())
        sender_in(here, db, upload.session_id)
    return upload


def _received(upload: UploadView) -> UploadView:
    """Store what this request brings, and note what is safe even if the connection breaks."""
    _turns.take(upload.id)
    try:
        upload = _written(upload)
        if upload.is_whole and upload.recording_id is None:
            upload = _finished(upload)
    except NotFound:
        # Given up while it was being sent: the block that was under way must not stay behind.
        if _is_given_up(upload.id):
            storage().remove(part_name(upload.id))
        raise
    finally:
        _turns.give_back(upload.id)
    return upload


def _is_given_up(upload_id: str) -> bool:
    here = house()
    with here.database.read() as db:
        return not uploads.is_known(db, upload_id)


def _written(upload: UploadView) -> UploadView:
    here = house()
    left = upload.length_bytes - upload.offset_bytes
    if (request.content_length or 0) > left:
        raise TooLarge("This is more than the stated size of the file.")
    expected, running = _announced_checksum()
    store, at = storage(), upload.offset_bytes
    for block in _blocks():
        _check_still_admitted(upload)
        if running is not None:
            running.update(block)
        at = _safe(here, store, upload, at, block)
        if running is None:
            upload = _advanced(upload, at)
    if running is not None:
        if running.digest() != expected:
            raise ChecksumMismatch()
        upload = _advanced(upload, at)
    return upload


def _check_still_admitted(upload: UploadView) -> None:
    """Check again: one request may take an hour, and the sender may lose their rights in the meantime."""
    here = house()
    with here.database.read() as db:
        sender_in(here, db, upload.session_id)


def _safe(here: House, store: Storage, upload: UploadView, at: int, block: bytes) -> int:
    """Put one block on disk, if enough space is left for notes. Returns where it ends."""
    write = partial(store.append, part_name(upload.id), at_byte=at, limit_bytes=upload.length_bytes)
    try:
        check_space(here.storage, len(block))
        return cast(int, here.offload(partial(write, [block])))
    except DiskFull as error:
        raise DiskFull(_NO_MORE_SPACE) from error


def _advanced(upload: UploadView, after: int) -> UploadView:
    here = house()
    if upload.offset_bytes < HEAD_BYTES and (after >= HEAD_BYTES or after == upload.length_bytes):
        _refuse_other_than_sound(upload)
    step = partial(uploads.advance, upload_id=upload.id, before=upload.offset_bytes, after=after, now=here.clock())
    return here.database.write(step)


def _refuse_other_than_sound(upload: UploadView) -> None:
    """Refuse a file that is not sound at its first bytes, not after an hour of sending."""
    try:
        uploads.looked_at(storage(), upload)
    except WrongMediaType:
        house().database.write(lambda db: uploads.give_up(db, upload.id))
        storage().remove(part_name(upload.id))
        raise


def _finished(upload: UploadView) -> UploadView:
    here = house()
    file = here.offload(partial(uploads.settle, storage(), upload))
    try:
        kept_as = here.database.write(lambda db: uploads.finish(db, file, now=here.clock(), wake=here.enqueue))
    except Withdrawn:
        storage().remove(file_name(upload.id))
        here.database.write(lambda db: uploads.give_up(db, upload.id))
        raise
    if kept_as != upload.id:
        storage().remove(file_name(upload.id))
    with here.database.read() as db:
        return uploads.upload_view(db, upload.id, now=here.clock())


def _blocks() -> Iterator[bytes]:
    """The body in blocks; it ends if the connection breaks, and what came is kept."""
    held = bytearray()
    while True:
        try:
            read = request.stream.read(1 << 16)
        except (ClientDisconnected, OSError):
            read = b""
        held += read
        if len(held) >= _SAFE_BYTES or (not read and held):
            yield bytes(held)
            held.clear()
        if not read:
            return


def _announced_checksum() -> tuple[bytes, _Hash | None]:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return b"", None
    name, _, value = header.partition(" ")
    if name not in _HASHES:
        refused = InvalidInput("That kind of checksum is not known here.")
        refused.status = 400
        raise refused
    try:
        return base64.b64decode(value, validate=True), _HASHES[name]()
    except ValueError as error:  # other letters than those of Base64, or none of ours at all
        raise ChecksumMismatch() from error


def _whole_number(header: str) -> int:
    found = number(request.headers.get(header))
    if found is None:
        refused = InvalidInput(f"The header {header} must be a whole number.")
        refused.status = 400
        raise refused
    return found


def _told(upload: UploadView, status: int) -> Response:
    response = make_response("", status)
    response.headers["Upload-Offset"] = str(upload.offset_bytes)
    if upload.recording_id is None:
        response.headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    else:
        response.headers["Retreat-Recording"] = upload.recording_id
    return response
