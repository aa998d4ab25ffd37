"""Pictures that tests make themselves: paper with a dark line at its top, and hostile ones."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.codec import CodecContext

PLACE = b"55.8721 N 4.2882 W"
DEVICE = b"Canary Phone 7"


def paper(width: int = 400, height: int = 300) -> Any:
    """White, with a dark band over its upper fifth: uint8, (height, width, 3)."""
    drawn = np.full((height, width, 3), 250, np.uint8)
    drawn[: height // 5] = 30
    return drawn


def jpeg(drawn: Any, *, turn: int = 1) -> bytes:
    """A photograph as a phone sends it, with where it was taken, by which device, and which way up it was held."""
    plain = _encoded("mjpeg", "yuvj420p", drawn)
    exif = _exif(turn)
    beside = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    comment = b"\xff\xfe" + struct.pack(">H", len(PLACE) + 2) + PLACE
    return plain[:2] + beside + comment + plain[2:]


def webp(drawn: Any) -> bytes:
    """The same as WebP."""
    return _encoded("libwebp", "yuv420p", drawn)


def png(drawn: Any, *, claims: tuple[int, int] | None = None) -> bytes:
    """The same as PNG, with a text beside it; ``claims``: a size that it does not have."""
    height, width = drawn.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in drawn)
    size = struct.pack(">IIBBBBB", *(claims or (width, height)), 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"tEXt", b"Comment\0" + PLACE), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts))


def seen(content: bytes) -> Any:
    """A JPEG as a browser draws it: uint8, (height, width, 3)."""
    reader: Any = CodecContext.create("mjpeg", "r")
    [frame] = [*reader.decode(av.Packet(content)), *reader.decode(None)]
    return frame.to_ndarray(format="rgb24")


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    kind, content = part
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _exif(turn: int) -> bytes:
    """One directory with the device and the orientation."""
    entries = struct.pack("<HHII", 0x010F, 2, len(DEVICE) + 1, 38) + struct.pack("<HHIHH", 0x0112, 3, 1, turn, 0)
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + struct.pack("<I", 0) + DEVICE + b"\0"


def _encoded(codec: str, pixels: str, drawn: Any) -> bytes:
    writer: Any = CodecContext.create(codec, "w")
    writer.width, writer.height, writer.pix_fmt, writer.time_base = drawn.shape[1], drawn.shape[0], pixels, Fraction(1)
    frame = av.VideoFrame.from_ndarray(drawn, format="rgb24").reformat(format=pixels)
    return b"".join(bytes(packet) for packet in [*writer.encode(frame), *writer.encode(None)])
