"""What the first bytes of a picture say: its kind, its size in pixels, which way up it was held. Pure.

Read before anything is decoded, because a small file can claim a picture that no machine has the memory for.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

JPEG, PNG, WEBP = "jpeg", "png", "webp"
# The largest that common phones take.
PIXELS_MAX = 64_000_000
SIDE_MAX = 20_000

_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD9)))
# Start of frame, but for the tables that have numbers among them. Source: ITU-T T.81, table B.1.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN = 0xDA
_APP1 = 0xE1
_ORIENTATION = 0x0112


class Unreadable(Exception):
    """It is no picture that can be read here; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a picture says of itself.

    Attributes:
        width: In pixels, as it is stored, like ``height``.
        turn: Which way up it was held, from 1 to 8. Source: Exif 2.32, tag 274.
    """

    kind: str
    width: int
    height: int
    turn: int = 1


def head_of(content: bytes) -> Head:
    """Kind, size and turn of a picture.

    Raises:
        Unreadable: ``empty``, ``heic``, ``not_picture``, ``damaged``, or ``too_many_pixels``.
    """
    if not content:
        raise Unreadable("empty")
    try:
        head = _head(content)
    except (struct.error, IndexError) as error:
        raise Unreadable("damaged") from error
    if not 0 < head.width <= SIDE_MAX or not 0 < head.height <= SIDE_MAX or head.width * head.height > PIXELS_MAX:
        raise Unreadable("too_many_pixels" if head.width and head.height else "damaged")
    return head


def _head(content: bytes) -> Head:
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack_from(">II", content, 16)
        return Head(kind=PNG, width=width, height=height)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    raise Unreadable("heic" if content[4:8] == b"ftyp" and content[8:12] in _HEIC else "not_picture")


def _jpeg(content: bytes) -> Head:
    at, turn = 2, 1
    while True:
        while content[at] != 0xFF:
            at += 1
        while content[at] == 0xFF:
            at += 1
        marker, at = content[at], at + 1
        if marker in _STANDALONE:
            continue
        (length,) = struct.unpack_from(">H", content, at)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 3)
            return Head(kind=JPEG, width=width, height=height, turn=turn)
        if marker == _SCAN or length < 2:
            raise Unreadable("damaged")
        if marker == _APP1 and content[at + 2 : at + 8] == b"Exif\0\0":
            turn = _turn(content[at + 8 : at + length])
        at += length


def _turn(exif: bytes) -> int:
    """The orientation in the first directory; upright where there is none, or it cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (entries,) = struct.unpack_from(order + "H", exif, start)
        for entry in range(entries):
            tag, _type, _count, value = struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _webp(content: bytes) -> Head:
    kind = content[12:16]
    if kind == b"VP8X":
        if content[20] & 0x02:
            raise Unreadable("moving")
        width, height = (1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", content, 26))
    else:
        raise Unreadable("damaged")
    return Head(kind=WEBP, width=width, height=height)
