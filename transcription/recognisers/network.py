"""What a CTranslate2 ``model.bin`` says about its network, read without loading the weights.

The format: a version, the spec's name and revision, then each variable with name, shape, type and bytes, then aliases.
Strings carry their length and a closing zero.
"""

from __future__ import annotations

import math
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from transcription.errors import ModelRefused

_VERSIONS = range(4, 7)
_SPEC = "WhisperSpec"
_FIRST_LAYER = "encoder/conv1/weight"
# Quantised weights have their scales beside them.
_SCALES = "_scale"
_LONGEST_NAME = 4_096
_DIMENSIONS_MAX = 8
_TOO_SHORT = "its weights are cut short: copy or download it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A Whisper network on disk: its number of parameters, the bands of sound it hears, and the file's bytes."""

    parameters: int
    bands: int
    file_bytes: int


def read_network(path: Path) -> Network:
    """Read the structure of a ``model.bin`` up to its end.

    Raises:
        ModelRefused: It is cut short, is not a Whisper network, or has an unknown format; half a sentence.
        OSError: It cannot be opened.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        outline = _Outline(file, size)
        if outline.number("<I") not in _VERSIONS:
            raise ModelRefused("its weights are not in the CTranslate2 format")
        spec, _revision = outline.text(), outline.number("<I")
        if spec != _SPEC:
            raise ModelRefused("it is not a Whisper model")
        parameters = bands = 0
        for _ in range(outline.number("<I")):
            name, shape = outline.variable()
            if shape and not name.endswith(_SCALES):
                parameters += math.prod(shape)
            if name == _FIRST_LAYER and len(shape) == 3:
                bands = shape[1]
        for _ in range(2 * outline.number("<I")):
            outline.text()
        if outline.at != size or not bands:
            raise ModelRefused(_TOO_SHORT)
    return Network(parameters=parameters, bands=bands, file_bytes=size)


class _Outline:
    """Reads names and shapes, and skips the weights."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._size = file, size

    @property
    def at(self) -> int:
        return self._file.tell()

    def variable(self) -> tuple[str, tuple[int, ...]]:
        name = self.text()
        dimensions = self.number("<B")
        if dimensions > _DIMENSIONS_MAX:
            raise ModelRefused(_TOO_SHORT)
        shape = tuple(self.number("<I") for _ in range(dimensions))
        _type, length = self.number("<B"), self.number("<I")
        if self.at + length > self._size:
            raise ModelRefused(_TOO_SHORT)
        self._file.seek(length, os.SEEK_CUR)
        return name, shape

    def number(self, kind: str) -> int:
        return int(struct.unpack(kind, self._bytes(struct.calcsize(kind)))[0])

    def text(self) -> str:
        length = self.number("<H")
        if length > _LONGEST_NAME:
            raise ModelRefused(_TOO_SHORT)
        return self._bytes(length).rstrip(b"\0").decode("utf-8", "replace")

    def _bytes(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) != count:
            raise ModelRefused(_TOO_SHORT)
        return data
