"""The sound as it came: every file and piece, with the digest that was noted then."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.keeping.checks import Original, register_originals
from retreat.recordings.left_out.models import LeftOutDone
from retreat.recordings.models import FROM_FILE, AudioChunk, AudioRecording
from retreat.recordings.pieces.joining import file_name, piece_name

_FOLDER = "audio"


def _sounds(db: Session) -> Iterable[Original]:
    erased = set(db.scalars(select(LeftOutDone.recording_id)))
    whole = select(AudioRecording.id, AudioRecording.sha256).where(
        AudioRecording.origin == FROM_FILE, AudioRecording.sha256.is_not(None)
    )
    for recording_id, sha256 in db.execute(whole):
        assert sha256 is not None
        yield Original(
            path=f"{_FOLDER}/{file_name(recording_id)}", sha256=sha256, may_be_missing=recording_id in erased
        )
    pieces = select(AudioChunk.recording_id, AudioChunk.n, AudioChunk.sha256)
    for recording_id, n, sha256 in db.execute(pieces):
        yield Original(path=f"{_FOLDER}/{piece_name(recording_id, n, sha256)}", sha256=sha256)


register_originals(_sounds)
