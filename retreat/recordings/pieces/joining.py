"""Joins the pieces of one stream to a file that the speech pipeline can read, with gaps as silence.

WAV and FLAC pieces are complete files and are placed by their counted samples; other kinds are one stream
that was cut, so their bytes are joined. The pieces themselves are never touched.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from retreat.errors import DiskFull
from retreat.recordings.limits import DURATION_MAX_S, ROUNDING_S, fits
from retreat.recordings.pieces import flac, wav
from retreat.recordings.pieces.shapes import Shape
from retreat.recordings.storage import Storage

WAVS = ("audio/wav", "audio/x-wav", "audio/wave")
FLAC = "audio/flac"
_NOTHING_CAME = "No part of this audio recording holds any sound."
_NOTHING_FITS = (
    "Every part of this audio recording is beyond what one audio recording can hold (six hours, or 4 GB), "
    "so none could be transcribed. The sound itself is kept."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One piece and its place in the stream's own time."""

    n: int
    start_ms: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The file that was made.

    Attributes:
        length_s: How long its sound is, if that was counted.
        too_far: The numbers of the pieces that are too far away in time to be in it.
    """

    path: Path
    length_s: float | None = None
    too_far: tuple[int, ...] = ()

    def warnings(self) -> tuple[str, ...]:
        """Sentences for the reader of the transcript."""
        if not self.too_far:
            return ()
        lies = "One part of the sound lies" if len(self.too_far) == 1 else f"{len(self.too_far)} parts of the sound lie"
        return (
            f"{lies} beyond what one audio recording can hold (six hours, or 4 GB) and could not be transcribed. "
            "The sound itself is kept.",
        )


class BrokenPiece(Exception):
    """A piece's sound has another format than its neighbours', or there is none."""


class _Part(Protocol):
    """One piece, opened."""

    @property
    def shape(self) -> Shape: ...

    @property
    def frames(self) -> bytes: ...

    @property
    def samples(self) -> int: ...


class _Writer(Protocol):
    """A file being written: see ``WavWriter`` and ``FlacWriter``."""

    shape: Shape
    samples: int

    @property
    def samples_max(self) -> int: ...

    def silence_bytes(self, samples: int) -> int: ...

    def silence(self, samples: int) -> None: ...

    def add(self, frames: bytes) -> None: ...

    def finish(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of file that pieces are."""

    name: str
    opened: Callable[[bytes], _Part]
    writer: Callable[[BinaryIO, Shape], _Writer]


def piece_name(recording_id: str, n: int, sha256: str) -> str:
    """The name of a piece in the storage; with its digest, so that two with the same number do not collide."""
    return f"pieces/{recording_id}/{n}-{sha256[:16]}"


def file_name(recording_id: str) -> str:
    """The name of a whole file in the storage."""
    return f"files/{recording_id}"


def joined(storage: Storage, recording_id: str, mime: str, pieces: Sequence[Placed], target: Path) -> Joined:
    """Write all pieces as one file to ``target``, in which a gap takes hardly any space.

    Raises:
        BrokenPiece: WAV or FLAC pieces that do not fit together, or none that can be placed.
        DiskFull: There is no room for them.
    """
    target.unlink(missing_ok=True)
    source = _Source(storage, recording_id, target.parent)
    source.check_space(sum(source.size_bytes(piece) for piece in pieces))
    with target.open("wb") as out:
        length_s, too_far = _join(source, mime, pieces, out)
    # The same pieces make the same file, including its date, so that work from before a restart is known to fit.
    made_of = repr([(piece.n, piece.start_ms, piece.sha256) for piece in pieces]).encode()
    stamp_ns = int.from_bytes(hashlib.sha256(made_of).digest()[:7], "big")
    os.utime(target, ns=(stamp_ns, stamp_ns))
    return Joined(path=target, length_s=length_s, too_far=too_far)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the pieces of one audio recording come from, and the folder that must have space for them."""

    storage: Storage
    recording_id: str
    folder: Path

    def size_bytes(self, piece: Placed) -> int:
        return self.storage.size_bytes(self._name(piece)) or 0

    def content(self, piece: Placed) -> bytes:
        with self.storage.open(self._name(piece)) as stream:
            return stream.read()

    def check_space(self, wanted_bytes: int) -> None:
        if not fits(self.folder, wanted_bytes):
            raise DiskFull()

    def _name(self, piece: Placed) -> str:
        return piece_name(self.recording_id, piece.n, piece.sha256)


def _join(source: _Source, mime: str, pieces: Sequence[Placed], out: BinaryIO) -> tuple[float | None, tuple[int, ...]]:
    if mime in WAVS:
        return _lay(source, pieces, out, _Kind("WAV", wav.opened, wav.WavWriter))
    if mime == FLAC:
        return _lay(source, pieces, out, _Kind("FLAC", flac.opened, flac.FlacWriter))
    for piece in pieces:
        source.check_space(source.size_bytes(piece))
        out.write(source.content(piece))
    return None, ()


def _lay(source: _Source, pieces: Sequence[Placed], out: BinaryIO, kind: _Kind) -> tuple[float | None, tuple[int, ...]]:
    """Write each piece in its place. Returns the seconds in all, and the numbers of pieces that are too far away."""
    stream: _Writer | None = None
    too_far = []
    for piece in pieces:
        content = source.content(piece)
        part = _opened(kind, content, piece.n)
        if stream is not None and part.shape != stream.shape:
            raise BrokenPiece(f"Part {piece.n} has another kind of sound than the first.")
        samples = part.samples
        if not samples:
            continue
        if stream is None:
            stream = kind.writer(out, part.shape)
            longest = min(round((DURATION_MAX_S + ROUNDING_S / 2) * part.shape.rate_hz), stream.samples_max)
        gap = _gap(piece.start_ms, part.shape.rate_hz, stream.samples)
        if stream.samples + gap + samples > longest:
            too_far.append(piece.n)
            continue
        # Checked again for each piece, because writing takes long and others may fill the disk.
        source.check_space(stream.silence_bytes(gap) + len(content))
        stream.silence(gap)
        stream.add(part.frames)
    if stream is None or not stream.samples:
        raise BrokenPiece(_NOTHING_FITS if too_far else _NOTHING_CAME)
    stream.finish()
    return stream.samples / stream.shape.rate_hz, tuple(too_far)


def _opened(kind: _Kind, content: bytes, n: int) -> _Part:
    try:
        part = kind.opened(content)
    except (wav.NotWav, flac.NotFlac) as error:
        raise BrokenPiece(f"Part {n} is not a {kind.name} file.") from error
    if not part.shape.is_a_recorders:
        raise BrokenPiece(
            f"Part {n} says that it has {part.shape.channels} channels of {part.shape.rate_hz} samples a second, "
            "which no recorder makes."
        )
    return part


def _gap(start_ms: int, rate_hz: int, written: int) -> int:
    """How many samples are missing before a piece; less than half a second is rounding, not a gap."""
    missing = start_ms * rate_hz // 1000 - written
    return missing if missing >= rate_hz // 2 else 0
