"""Which file is played for an audio recording: the original if browsers can play it, or else a copy made for them."""

from __future__ import annotations

from pathlib import Path

from retreat.errors import NotFound
from retreat.recordings.formats import HEAD_BYTES, container_of
from retreat.recordings.models import FROM_PIECES
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.queries import RecordingView
from retreat.recordings.storage import LocalStorage


def copy_name(recording_id: str) -> str:
    """The name of the copy that browsers play."""
    return f"copies/{recording_id}"


def peaks_name(recording_id: str) -> str:
    """The name of the waveform's peaks."""
    return f"peaks/{recording_id}"


def heard_file(storage: LocalStorage, view: RecordingView) -> tuple[Path, str]:
    """A path and its media type.

    Raises:
        NotFound: The sound is not here, or not made playable yet.
    """
    if storage.size_bytes(copy_name(view.id)) is not None:
        # Joined pieces may be played as they are; the copy is not an MP3 then.
        with storage.open(copy_name(view.id)) as stream:
            return storage.folder / copy_name(view.id), container_of(stream.read(HEAD_BYTES)).mime
    if view.origin == FROM_PIECES:
        raise NotFound("You can play this audio recording once it has been processed.")
    if storage.size_bytes(file_name(view.id)) is None:
        raise NotFound("This audio recording is no longer on this machine.")
    return storage.folder / file_name(view.id), view.mime
