"""Erases stretches from sound once nobody can lift them any more. Killed at any moment, it goes on from there.

What is written first is the silent sound; only then the rows say so, and only then is the old sound removed, also if
another process was killed in between. A whole file becomes a plain WAV file; of FLAC, whole pieces go.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.house import House
from retreat.recordings.left_out.models import LeftOutDone
from retreat.recordings.left_out.operations import take_from_workers
from retreat.recordings.left_out.stretches import Place, pieces_of
from retreat.recordings.listening import copy_name, peaks_name
from retreat.recordings.models import FROM_FILE, FROM_PIECES, AudioChunk, AudioRecording
from retreat.recordings.pieces import flac, wav
from retreat.recordings.pieces.joining import FLAC, WAVS, BrokenPiece, Placed, file_name, joined, piece_name
from retreat.recordings.pieces.shapes import Shape
from retreat.recordings.storage import LocalStorage, read_blocks
from transcription.errors import TranscriptionError

Spans = Sequence[tuple[int, int]]


class Silencer(Protocol):
    """What is needed of the speech room."""

    def silenced(self, source: Path, work: Path, spans: Spans) -> Path:
        """A copy in ``work`` that is silent between these milliseconds."""
        ...

    def peaks(self, work: Path) -> Any:
        """The waveform of the last copy."""
        ...


def erase_places(house: House, speech: Silencer, recording_id: str, places: Sequence[Place]) -> None:
    """Silence these places of one sound, and everything made from it that may hold them."""
    counted = silence(house, speech, recording_id, [(one.from_ms, one.to_ms) for one in places])
    house.database.write(lambda db: _note(db, recording_id, places, counted, now=house.clock()))


def silence(house: House, speech: Silencer, recording_id: str, spans: Spans) -> int:
    """Silence these milliseconds of one sound, and make anew what is made from it.

    Returns:
        How many pieces had arrived.
    """
    storage = LocalStorage(house.storage)
    house.database.write(lambda db: take_from_workers(db, [recording_id]))
    shutil.rmtree(storage.folder / "work" / recording_id, ignore_errors=True)
    with house.database.read() as db:
        row = db.get_one(AudioRecording, recording_id)
        pieces = db.scalars(select(AudioChunk).where(AudioChunk.recording_id == recording_id)).all()
        counted = pieces_of(db, recording_id)
        db.expunge_all()
    for name in (copy_name(recording_id), peaks_name(recording_id)):
        storage.remove(name)
    with _own_folder(storage, recording_id) as folder:
        if row.origin == FROM_PIECES and row.mime in (*WAVS, FLAC):
            for piece in pieces:
                _silence_piece(house, storage, row, piece, spans)
            _copy_again(house, storage, speech, row, folder)
        else:
            _silence_whole(house, storage, speech, row, pieces, spans, folder)
    return counted


@contextmanager
def _own_folder(storage: LocalStorage, recording_id: str) -> Iterator[Path]:
    """A folder that is empty, also if a killed process left it full, and goes at the end."""
    path = storage.folder / "work" / f"left-out-{recording_id}"
    shutil.rmtree(path, ignore_errors=True)
    try:
        yield storage.work_folder(path.name)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _silence_piece(house: House, storage: LocalStorage, row: AudioRecording, piece: AudioChunk, spans: Spans) -> None:
    length_ms = -(-piece.samples * 1000 // piece.rate_hz)
    within = [
        (max(from_ms - piece.start_ms, 0), min(to_ms - piece.start_ms, length_ms))
        for from_ms, to_ms in spans
        if from_ms < piece.start_ms + length_ms and to_ms > piece.start_ms
    ]
    if not within:
        return
    with storage.open(piece_name(row.id, piece.n, piece.sha256)) as stream:
        content = stream.read()
    silent = silent_wav(content, within) if row.mime in WAVS else silent_flac(content, piece)
    sha256 = hashlib.sha256(silent).hexdigest()
    name = piece_name(row.id, piece.n, sha256)
    storage.save(name, [silent])
    which = (AudioChunk.recording_id == row.id) & (AudioChunk.n == piece.n)
    values = {"sha256": sha256, "size_bytes": len(silent)}
    house.database.write(lambda db: db.execute(update(AudioChunk).where(which).values(**values)))
    for other in (storage.folder / name).parent.glob(f"{piece.n}-*"):
        if other.name != Path(name).name:
            other.unlink(missing_ok=True)


def silent_wav(content: bytes, spans: Spans) -> bytes:
    """A piece with silence between these milliseconds; one that cannot be read is dropped, but for its place."""
    try:
        part = wav.opened(content)
    except wav.NotWav:
        return _written(wav.WavWriter, Shape(16_000, 1, 16), b"", samples=0)
    frames, width = bytearray(part.frames), part.shape.width_bytes
    silence = b"\x80" if part.shape.bits == 8 else b"\x00"
    for from_ms, to_ms in spans:
        at = from_ms * part.shape.rate_hz // 1000 * width
        end = min(-(-to_ms * part.shape.rate_hz // 1000) * width, len(frames))
        frames[at:end] = silence * max(end - at, 0)
    return _written(wav.WavWriter, part.shape, bytes(frames), samples=0)


def silent_flac(content: bytes, piece: AudioChunk) -> bytes:
    """As much silence as the piece was long: its frames cannot be cut."""
    try:
        part = flac.opened(content)
        shape, samples = part.shape, part.samples
    except flac.NotFlac:
        shape, samples = Shape(piece.rate_hz, 1, 16), piece.samples
    return _written(flac.FlacWriter, shape, b"", samples=samples)


def _written(writer: Any, shape: Shape, frames: bytes, *, samples: int) -> bytes:
    out = io.BytesIO()
    stream = writer(out, shape)
    if samples:
        stream.silence(samples)
    if frames:
        stream.add(frames)
    stream.finish()
    return out.getvalue()


def _copy_again(house: House, storage: LocalStorage, speech: Silencer, row: AudioRecording, folder: Path) -> None:
    """What browsers play of pieces; where nothing can be joined, there is nothing to play."""
    if row.duration_s is None:
        return
    with house.database.read() as db:
        chunk = AudioChunk
        found = db.execute(
            select(chunk.n, chunk.start_ms, chunk.sha256).where(chunk.recording_id == row.id).order_by(chunk.n)
        ).all()
    pieces = [Placed(n=n, start_ms=start_ms, sha256=sha256) for n, start_ms, sha256 in found]
    try:
        whole = joined(storage, row.id, row.mime, pieces, folder / "joined").path
        speech.silenced(whole, folder, ())
    except (TranscriptionError, NotFound, BrokenPiece):
        return
    with whole.open("rb") as stream:
        storage.save(copy_name(row.id), read_blocks(stream), holes=True)
    _draw_again(storage, speech, row.id, folder)


def _silence_whole(
    house: House,
    storage: LocalStorage,
    speech: Silencer,
    row: AudioRecording,
    pieces: Sequence[AudioChunk],
    spans: Spans,
    folder: Path,
) -> None:
    """A file, or one stream that was cut into pieces, which becomes a file. What cannot be decoded goes altogether."""
    placed = [
        Placed(n=one.n, start_ms=one.start_ms, sha256=one.sha256) for one in sorted(pieces, key=lambda one: one.n)
    ]
    try:
        source = (
            joined(storage, row.id, row.mime, placed, folder / "joined").path
            if row.origin == FROM_PIECES
            else storage.folder / file_name(row.id)
        )
        silent = speech.silenced(source, folder, spans)
    except (TranscriptionError, NotFound, BrokenPiece, FileNotFoundError):
        storage.remove(file_name(row.id))
        shutil.rmtree(storage.folder / "pieces" / row.id, ignore_errors=True)
        return
    with silent.open("rb") as stream:
        kept = storage.save(file_name(row.id), read_blocks(stream), holes=True)
    values = {
        "origin": FROM_FILE,
        "mime": "audio/wav",
        "playable": True,
        "size_bytes": kept.size_bytes,
        "sha256": kept.sha256,
    }
    house.database.write(partial(_become_a_file, recording_id=row.id, values=values))
    shutil.rmtree(storage.folder / "pieces" / row.id, ignore_errors=True)
    _draw_again(storage, speech, row.id, folder)


def _become_a_file(db: Session, recording_id: str, values: dict[str, Any]) -> None:
    db.execute(update(AudioRecording).where(AudioRecording.id == recording_id).values(**values))
    db.execute(delete(AudioChunk).where(AudioChunk.recording_id == recording_id))


def _draw_again(storage: LocalStorage, speech: Silencer, recording_id: str, folder: Path) -> None:
    peaks = speech.peaks(folder)
    if peaks is not None:
        storage.save(peaks_name(recording_id), [json.dumps(peaks).encode()])


def _note(db: Session, recording_id: str, places: Sequence[Place], pieces: int, *, now: datetime) -> None:
    row = db.get_one(AudioRecording, recording_id, populate_existing=True)
    counted = pieces if row.origin == FROM_PIECES else 0
    for one in places:
        db.merge(
            LeftOutDone(
                left_out_id=one.left_out_id,
                recording_id=recording_id,
                from_ms=one.from_ms,
                to_ms=one.to_ms,
                pieces=counted,
                at=now,
            )
        )
