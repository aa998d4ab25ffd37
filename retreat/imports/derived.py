"""Files of transcripts that people brought, verbatim: nobody is shown them, and they are erased with their words."""

from __future__ import annotations

from sqlalchemy import or_, select

from retreat.consent.derived import Store, Theirs, holds_none, register
from retreat.house import House
from retreat.imports.models import TranscriptImport
from retreat.imports.operations import stored_name
from retreat.recordings.models import READY, SET_ASIDE
from retreat.recordings.storage import LocalStorage
from retreat.transcripts.erasing.theirs import SpokenBy
from retreat.transcripts.versions.models import TranscriptVersion


def _remove_files(house: House, theirs: Theirs) -> None:
    """Keeps a file that was also added for another table, where none of the voices is theirs."""
    for name in _names(house, theirs):
        # A version heard from sound has a digest that names no file here; a missing file is fine.
        LocalStorage(house.storage).remove(name)


def _left(house: House, theirs: Theirs) -> int:
    storage = LocalStorage(house.storage)
    return sum(storage.size_bytes(name) is not None for name in _names(house, theirs))


def _names(house: House, theirs: Theirs) -> list[str]:
    transcripts = list(theirs.of(SpokenBy).by_transcript)
    version, brought = TranscriptVersion, TranscriptImport
    with house.database.read() as db:
        mine = db.scalars(select(version.sha256).where(version.id.in_(transcripts)))
        files = {sha256 for sha256 in mine if sha256 is not None}
        needed = set(db.scalars(select(version.sha256).where(version.sha256.in_(files), ~version.id.in_(transcripts))))
        waits = brought.transcript_id.is_(None) & brought.state.not_in((READY, SET_ASIDE))
        elsewhere = or_(waits, ~brought.transcript_id.in_(transcripts))
        needed |= set(db.scalars(select(brought.sha256).where(brought.sha256.in_(files), elsewhere)))
    return [stored_name(sha256) for sha256 in sorted(files - needed)]


register(
    Store(
        name="files of transcripts that people brought",
        door="-",
        files=("audio/transcripts/*",),
        erase_files=_remove_files,
        files_left=_left,
    )
)
holds_none("transcript_import.filename", why="what a file was called by whoever brought it")
holds_none("transcript_import.outcome", why="how many words were found in the sound")
holds_none("transcript_import.reason", "transcript_import.lease_owner", why="the product's own")
