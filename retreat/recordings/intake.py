"""Takes a whole file at once, from a plain form or the command line. `uploads` is the resumable way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO, cast

from retreat.consent.withdrawal.operations import Withdrawn
from retreat.errors import DiskFull
from retreat.house import House
from retreat.recordings.formats import HEAD_BYTES, container_of
from retreat.recordings.held.refusing import refuse_unwanted
from retreat.recordings.limits import FILE_MAX_BYTES
from retreat.recordings.operations import WholeFile, keep_file
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.queries import same_file
from retreat.recordings.storage import Kept, LocalStorage, read_blocks
from retreat.recordings.uploads import check_room


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody says about a file that they send.

    Attributes:
        started_at: When the audio recording began, if known.
        by: Who sends it; None for the command line.
        speakers: How many people spoke, if known.
        by_owner: It comes from the machine's own command line.
    """

    session_id: str
    table_id: str | None
    filename: str
    started_at: datetime | None = None
    by: str | None = None
    speakers: int | None = None
    by_owner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """The audio recording that a file has become; ``is_new`` is false if exactly these bytes were already here."""

    recording_id: str
    is_new: bool


def take_in(house: House, stream: BinaryIO, sent: Sent) -> TakenIn:
    """Keep a file, and ask for it to be processed; the same file for the same table is kept once.

    Raises:
        WrongMediaType: It is not sound.
        DiskFull: It does not fit; nothing of it is kept.
        Withdrawn: Somebody has taken back what they said in it; nothing of it is kept.
        WithoutSound: The session or the table was planned without sound; nothing of it is kept.
    """
    mime = container_of(stream.read(HEAD_BYTES)).mime
    size = stream.seek(0, 2)
    stream.seek(0)
    with house.database.read() as db:
        refuse_unwanted(db, sent.session_id, sent.table_id)
        check_room(db, house.storage, size, now=house.clock())
    recording_id, store = house.ids(), LocalStorage(house.storage)
    save = partial(store.save, file_name(recording_id), read_blocks(stream), limit_bytes=FILE_MAX_BYTES)
    kept = cast(Kept, house.offload(save))
    with house.database.read() as db:
        known = same_file(db, sent.session_id, sha256=kept.sha256, table_id=sent.table_id)
    if known is not None:
        store.remove(file_name(recording_id))
        return TakenIn(recording_id=known, is_new=False)
    whole = WholeFile(
        recording_id=recording_id,
        session_id=sent.session_id,
        table_id=sent.table_id,
        filename=sent.filename,
        mime=mime,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        started_at=sent.started_at,
        created_by=sent.by,
        speakers=sent.speakers,
        by_owner=sent.by_owner,
    )
    try:
        house.database.write(lambda db: keep_file(db, whole, now=house.clock(), wake=house.enqueue))
    except (DiskFull, Withdrawn):
        store.remove(file_name(recording_id))
        raise
    return TakenIn(recording_id=recording_id, is_new=True)
