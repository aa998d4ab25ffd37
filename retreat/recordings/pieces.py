"""The pieces of one stream laid together again: a file that the speech pipeline can read, gaps as silence.

WAV and FLAC pieces are whole files of their own and are placed by their counted samples; other kinds are one stream
that was cut, so their bytes are joined. The pieces themselves are never touched.
"""

from __future__ import annotations

import hashlib
import os
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from retreat.recordings.flac import FlacWriter, NotFlac, opened
from retreat.recordings.storage import Storage, read_blocks

_WAVS = ("audio/wav", "audio/x-wav", "audio/wave")
_FLAC = "audio/flac"
_SILENCE = bytes(1 << 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One piece and where it lies on the stream's own time."""

    n: int
    start_ms: int
    sha256: str


class BrokenPiece(Exception):
    """A piece holds other sound than its neighbours, or none."""


def piece_name(recording_id: str, n: int, sha256: str) -> str:
    """The name of a piece in the storage; with its digest, so that two that claim one number never overwrite."""
    return f"pieces/{recording_id}/{n}-{sha256[:16]}"


def file_name(recording_id: str) -> str:
    """The name of a whole file in the storage."""
    return f"files/{recording_id}"


def joined(storage: Storage, recording_id: str, mime: str, pieces: Sequence[Placed], target: Path) -> Path:
    """Write all pieces as one file to ``target``.

    Raises:
        BrokenPiece: WAV or FLAC pieces that do not fit together.
    """
    join = _join_wav if mime in _WAVS else _join_flac if mime == _FLAC else _join_bytes
    join(storage, recording_id, pieces, target)
    # The same pieces make the same file, its date too: what was heard before a restart is then known to fit.
    made_of = repr([(piece.n, piece.start_ms, piece.sha256) for piece in pieces]).encode()
    stamp_ns = int.from_bytes(hashlib.sha256(made_of).digest()[:7], "big")
    os.utime(target, ns=(stamp_ns, stamp_ns))
    return target


def _join_bytes(storage: Storage, recording_id: str, pieces: Sequence[Placed], target: Path) -> None:
    with target.open("wb") as out:
        for piece in pieces:
            with storage.open(piece_name(recording_id, piece.n, piece.sha256)) as stream:
                for block in read_blocks(stream):
                    out.write(block)


def _join_wav(storage: Storage, recording_id: str, pieces: Sequence[Placed], target: Path) -> None:
    with wave.open(str(target), "wb") as out:
        shape: tuple[int, int, int] | None = None
        written = 0
        for piece in pieces:
            with storage.open(piece_name(recording_id, piece.n, piece.sha256)) as stream:
                mine, frames = _frames(stream, piece.n)
                if shape is None:
                    shape = mine
                    out.setnchannels(mine[0])
                    out.setsampwidth(mine[1])
                    out.setframerate(mine[2])
                if mine != shape:
                    raise _other_kind(piece.n)
                width = shape[0] * shape[1]
                gap = _gap(piece.start_ms, shape[2], written)
                _silence(out, gap * width)
                written += gap
                for block in frames:
                    out.writeframesraw(block)
                    written += len(block) // width


def _join_flac(storage: Storage, recording_id: str, pieces: Sequence[Placed], target: Path) -> None:
    with target.open("wb") as out:
        stream: FlacWriter | None = None
        for piece in pieces:
            with storage.open(piece_name(recording_id, piece.n, piece.sha256)) as file:
                try:
                    part = opened(file.read())
                except NotFlac as error:
                    raise BrokenPiece(f"Part {piece.n} is not a FLAC file.") from error
            if stream is None:
                stream, shape = FlacWriter(out, part.shape), part.shape
            if part.shape != shape:
                raise _other_kind(piece.n)
            stream.silence(_gap(piece.start_ms, shape.rate_hz, stream.samples))
            stream.add(part)
        if stream is not None:
            stream.finish()


def _other_kind(n: int) -> BrokenPiece:
    return BrokenPiece(f"Part {n} has another kind of sound than the first.")


def _gap(start_ms: int, rate_hz: int, written: int) -> int:
    """How many samples are missing before a piece; less than half a second is rounding, not a gap."""
    missing = start_ms * rate_hz // 1000 - written
    return missing if missing >= rate_hz // 2 else 0


def _silence(out: wave.Wave_write, left: int) -> None:
    while left > 0:
        out.writeframesraw(_SILENCE[:left])
        left -= len(_SILENCE)


def _frames(stream: BinaryIO, n: int) -> tuple[tuple[int, int, int], Iterator[bytes]]:
    try:
        opened = wave.open(stream, "rb")  # noqa: SIM115 - the caller's ``with`` closes the stream beneath
    except (wave.Error, EOFError) as error:
        raise BrokenPiece(f"Part {n} is not a WAV file.") from error
    shape = (opened.getnchannels(), opened.getsampwidth(), opened.getframerate())

    def blocks() -> Iterator[bytes]:
        while block := opened.readframes(1 << 15):
            yield block

    return shape, blocks()
