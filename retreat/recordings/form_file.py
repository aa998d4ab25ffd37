"""A file sent by a plain form: kept as the resumable ones are, in one go."""

from __future__ import annotations

from functools import partial
from typing import BinaryIO, cast

from retreat.errors import DiskFull, NotFound
from retreat.house import House
from retreat.programme.models import DialogueSession
from retreat.recordings.beginning import beginning_said
from retreat.recordings.formats import HEAD_BYTES, container_of
from retreat.recordings.limits import FILE_MAX_BYTES, check_room
from retreat.recordings.operations import WholeFile, keep_file, table_of
from retreat.recordings.people import speakers_said
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.queries import same_file
from retreat.recordings.storage import Kept, LocalStorage, read_blocks


def keep_form_file(
    house: House,
    session_id: str,
    stream: BinaryIO,
    *,
    filename: str,
    table: str | None,
    by: str,
    speakers: str | None = None,
    began: str | None = None,
) -> bool:
    """Keep a file that a form brought; the very same file for the same table is kept once.

    Args:
        speakers: How many people spoke, as it was typed; perhaps nothing.
        began: When the audio recording began, as it was typed; perhaps nothing.

    Returns:
        Whether it is new here.

    Raises:
        InvalidInput: The session has no such table, that is no number of people, or no moment that has been.
        WrongMediaType: It is not sound.
        DiskFull: It does not fit.
    """
    with house.database.read() as db:
        if db.get(DialogueSession, session_id) is None:
            raise NotFound("There is no such session.")
        table_id = table_of(db, session_id, table)
    people, started_at = speakers_said(speakers), beginning_said(began, now=house.clock())
    mime = container_of(stream.read(HEAD_BYTES)).mime
    size = stream.seek(0, 2)
    stream.seek(0)
    check_room(house.storage, size)
    recording_id, store = house.ids(), LocalStorage(house.storage)
    save = partial(store.save, file_name(recording_id), read_blocks(stream), limit_bytes=FILE_MAX_BYTES)
    kept = cast(Kept, house.offload(save))
    with house.database.read() as db:
        known = same_file(db, session_id, sha256=kept.sha256, table_id=table_id)
    if known is not None:
        store.remove(file_name(recording_id))
        return False
    whole = WholeFile(
        recording_id=recording_id,
        session_id=session_id,
        table_id=table_id,
        filename=filename,
        mime=mime,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        started_at=started_at,
        created_by=by,
        speakers=people,
    )
    try:
        house.database.write(lambda db: keep_file(db, whole, now=house.clock(), wake=house.enqueue))
    except DiskFull:
        store.remove(file_name(recording_id))
        raise
    return True
