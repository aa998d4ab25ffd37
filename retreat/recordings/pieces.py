"""The pieces of one stream laid together again: a file that the speech pipeline can read, gaps as silence.

WAV pieces are placed by their counted samples; other kinds are one stream that was cut, so their bytes are joined.
The pieces themselves are never touched.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from retreat.recordings.storage import Storage, read_blocks

_WAVS = ("audio/wav", "audio/x-wav", "audio/wave")
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
        BrokenPiece: WAV pieces that do not fit together.
    """
    if mime in _WAVS:
        _join_wav(storage, recording_id, pieces, target)
        return target
    with target.open("wb") as out:
        for piece in pieces:
            with storage.open(piece_name(recording_id, piece.n, piece.sha256)) as stream:
                for block in read_blocks(stream):
                    out.write(block)
    return target


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
                    raise BrokenPiece(f"Part {piece.n} has another kind of sound than the first.")
                width = shape[0] * shape[1]
                written += _silence(out, piece.start_ms * shape[2] // 1000 - written, width, shape[2])
                for block in frames:
                    out.writeframesraw(block)
                    written += len(block) // width


def _silence(out: wave.Wave_write, frames: int, width: int, rate_hz: int) -> int:
    """Fill a gap; one of less than half a second is rounding, not a gap."""
    if frames < rate_hz // 2:
        return 0
    left = frames * width
    while left > 0:
        out.writeframesraw(_SILENCE[: min(left, len(_SILENCE) // width * width)])
        left -= min(left, len(_SILENCE) // width * width)
    return frames


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
