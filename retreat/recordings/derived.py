"""What this room keeps of sound: how each store is withheld and erased. A higher room knows whose sound it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.consent.derived import Store, Theirs, holds_none, register
from retreat.house import House
from retreat.recordings.listening import copy_name, peaks_name
from retreat.recordings.models import AudioRecording
from retreat.recordings.storage import LocalStorage
from retreat.recordings.withdrawn.models import WithdrawnSound


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounds:
    """The audio recordings in which somebody speaks."""

    ids: frozenset[str]


def _forget_partial(db: Session, theirs: Theirs) -> bool:
    found = db.execute(
        update(AudioRecording)
        .where(AudioRecording.id.in_(theirs.of(Sounds).ids), AudioRecording.partial.is_not(None))
        .values(partial=None)
    )
    return bool(found.rowcount)  # type: ignore[attr-defined]


def _remove_copies(house: House, theirs: Theirs) -> None:
    storage = LocalStorage(house.storage)
    for recording_id in theirs.of(Sounds).ids:
        storage.remove(copy_name(recording_id))
        storage.remove(peaks_name(recording_id))


def _copies_left(house: House, theirs: Theirs) -> int:
    """A sound that was silenced has a copy and a waveform of its own again."""
    storage = LocalStorage(house.storage)
    with house.database.read() as db:
        silenced = set(db.scalars(select(WithdrawnSound.recording_id).where(WithdrawnSound.masked_at.is_not(None))))
    names = [name for one in theirs.of(Sounds).ids - silenced for name in (copy_name(one), peaks_name(one))]
    return sum(storage.size_bytes(name) is not None for name in names)


register(
    Store(
        name="the sound itself, in pieces, whole, and on its way",
        door="retreat.recordings.at_hand",
        files=("audio/files/*", "audio/pieces/*", "audio/incoming/*"),
        stays="held back whole; what is left out is silenced, and a withdrawal masks or deletes it",
    )
)
register(
    Store(
        name="copies of sound for browsers, and waveforms",
        door="retreat.recordings.at_hand",
        files=("audio/copies/*", "audio/peaks/*"),
        erase_files=_remove_copies,
        files_left=_copies_left,
    )
)
register(
    Store(
        name="the last words heard, while a sound is worked on",
        door="retreat.recordings.queries",
        columns=("audio_recording.partial",),
        erase=_forget_partial,
    )
)
holds_none("withdrawn_sound.spans", "withdrawn_sound.by_hand", why="milliseconds")
holds_none("audio_recording.filename", "upload.filename", why="what a file was called by whoever sent it")
holds_none("upload.metadata_text", why="the file's name, its table, how many speak and when it began")
holds_none("audio_recording.options", why="how it is to be heard; its glossary is the team's")
holds_none("audio_recording.mime", "audio_recording.reason", "audio_recording.lease_owner", why="the product's own")
