"""Joins several complete WAV files to one: samples are unchanged, gaps become holes in the file.

A hole reads as silence and takes no disk space. Must never know where the pieces are. Source: Microsoft,
"Multimedia Programming Interface and Data Specifications 1.0", Waveform Audio File Format.
"""

from __future__ import annotations

import io
import os
import struct
import wave
from dataclasses import dataclass
from typing import BinaryIO

from retreat.recordings.limits import FILE_MAX_BYTES
from retreat.recordings.pieces.shapes import Shape

_HEAD = struct.Struct("<4sL4s4sLHHLLHH4sL")
_PLAIN = 1


class NotWav(ValueError):
    """These bytes are not a complete WAV file."""


@dataclass(frozen=True, slots=True)
class Part:
    """One WAV file, opened: its shape and the bytes of its samples."""

    shape: Shape
    frames: bytes

    @property
    def samples(self) -> int:
        """How many samples there are, whatever the header says."""
        return len(self.frames) // self.shape.width_bytes


def opened(content: bytes) -> Part:
    """Read a WAV file's header.

    Raises:
        NotWav: It is not WAV.
    """
    try:
        with wave.open(io.BytesIO(content), "rb") as file:
            shape = Shape(file.getframerate(), file.getnchannels(), 8 * file.getsampwidth())
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError, RuntimeError) as error:
        # If a chunk claims to be longer than the chunk around it, read up to the end.
        raise NotWav() from error
    # A file cut in the middle of a sample would turn everything after it into noise.
    return Part(shape, frames[: len(frames) - len(frames) % shape.width_bytes])


class WavWriter:
    """One file being written. ``samples`` counts what it holds so far."""

    def __init__(self, out: BinaryIO, shape: Shape) -> None:
        self.samples = 0
        self.shape = shape
        self._out = out
        self._write_head()

    @property
    def samples_max(self) -> int:
        """How many a WAV file can hold: it counts its bytes in 32 bits."""
        return (FILE_MAX_BYTES - _HEAD.size) // self.shape.width_bytes

    def silence_bytes(self, _samples: int) -> int:
        """The disk space that silence takes: none."""
        return 0

    def silence(self, samples: int) -> None:
        """Leave a hole for this many samples of silence."""
        self._out.seek(samples * self.shape.width_bytes, os.SEEK_CUR)
        self.samples += samples

    def add(self, frames: bytes) -> None:
        """The samples of a part, after what is there already."""
        self._out.write(frames)
        self.samples += len(frames) // self.shape.width_bytes

    def finish(self) -> None:
        """Write the length of the file into its header."""
        self._out.seek(0)
        self._write_head()

    def _write_head(self) -> None:
        shape, size = self.shape, self.samples * self.shape.width_bytes
        per_second = shape.rate_hz * shape.width_bytes
        self._out.write(
            _HEAD.pack(
                b"RIFF",
                _HEAD.size - 8 + size,
                b"WAVE",
                b"fmt ",
                16,
                _PLAIN,
                shape.channels,
                shape.rate_hz,
                per_second,
                shape.width_bytes,
                shape.bits,
                b"data",
                size,
            )
        )
