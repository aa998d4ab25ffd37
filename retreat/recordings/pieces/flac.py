"""Joins several complete FLAC files to one valid stream: frames are renumbered, gaps filled with silence.

Frames are not decoded or otherwise changed, so their sound stays as the device recorded it. Pure; must never know
where the bytes are. Source: RFC 9639, sections 8.2 (stream information) and 9 (frames).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from retreat.recordings.pieces.shapes import Shape

_MAGIC = b"fLaC"
_SILENT_BLOCK = 4096
_HEADER_MAX_BYTES = 16
_NUMBER_MAX_BYTES = 7
_BLOCK_SIZES = {1: 192} | {n: 576 << (n - 2) for n in range(2, 6)} | {n: 256 << (n - 8) for n in range(8, 16)}
_RATES_HZ = (88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000)
_RATE_CODES = {rate_hz: code for code, rate_hz in enumerate(_RATES_HZ, 1)}
_BITS_CODES = {8: 1, 12: 2, 16: 4, 20: 5, 24: 6, 32: 7}
_STEREO = (8, 9, 10)


class NotFlac(ValueError):
    """These bytes are not a complete FLAC file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """One frame's header. ``number_at`` and ``number_end`` enclose its coded number, ``end`` follows its CRC-8."""

    number: int
    by_sample: bool
    samples: int
    number_at: int
    number_end: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One FLAC file, opened: its shape and the bytes after its metadata."""

    shape: Shape
    frames: bytes

    @property
    def samples(self) -> int:
        """How many samples its frames hold, whatever the header says."""
        return sum(frame.samples for frame, _content in _frames(self.frames))


def opened(content: bytes) -> Part:
    """Read a FLAC file's metadata.

    Raises:
        NotFlac: It is not FLAC.
    """
    if content[:4] != _MAGIC or len(content) < 42 or content[4] & 0x7F != 0:
        raise NotFlac()
    packed = int.from_bytes(content[18:26], "big")
    shape = Shape(packed >> 44, (packed >> 41 & 7) + 1, (packed >> 36 & 31) + 1)
    at, is_last = 4, False
    while not is_last:
        if at + 4 > len(content):
            raise NotFlac()
        is_last = bool(content[at] & 0x80)
        at += 4 + int.from_bytes(content[at + 1 : at + 4], "big")
    if shape.rate_hz == 0 or at > len(content):
        raise NotFlac()
    return Part(shape, content[at:])


class FlacWriter:
    """One stream being written. ``samples`` counts what it holds so far."""

    samples_max = (1 << 36) - 1

    def __init__(self, out: BinaryIO, shape: Shape) -> None:
        self.samples = 0
        self.shape = shape
        self._out = out
        self._smallest, self._largest = 1 << 16, 16
        self._write_head()

    def add(self, frames: bytes) -> None:
        """The frames of a part, after what is there already."""
        for frame, content in _frames(frames):
            self._out.write(_numbered(frame, content, self.samples))
            self._count(frame.samples)

    def silence_bytes(self, samples: int) -> int:
        """The disk space that this many samples of silence take."""
        return -(-samples // _SILENT_BLOCK) * (len(self._silent(_SILENT_BLOCK)) + _NUMBER_MAX_BYTES)

    def silence(self, samples: int) -> None:
        """Write this many samples of silence."""
        while samples > 0:
            block = min(samples, _SILENT_BLOCK)
            self._out.write(self._silent(block))
            self._count(block)
            samples -= block

    def finish(self) -> None:
        """Write the length of the stream into its header."""
        self._out.seek(0)
        self._write_head()

    def _count(self, samples: int) -> None:
        self.samples += samples
        self._smallest, self._largest = min(self._smallest, samples), max(self._largest, samples)

    def _write_head(self) -> None:
        smallest = max(16, min(self._smallest, self._largest))
        shape = self.shape
        packed = shape.rate_hz << 44 | shape.channels - 1 << 41 | shape.bits - 1 << 36 | self.samples & (1 << 36) - 1
        sizes = smallest.to_bytes(2, "big") + min(self._largest, 0xFFFF).to_bytes(2, "big") + bytes(6)
        self._out.write(_MAGIC + b"\x80\x00\x00\x22" + sizes + packed.to_bytes(8, "big") + bytes(16))

    def _silent(self, samples: int) -> bytes:
        """A frame in which every channel is constantly zero."""
        # With rate and bits, as other encoders write them: some readers reject a frame that lacks them.
        rate, bits_code = _RATE_CODES.get(self.shape.rate_hz, 0), _BITS_CODES.get(self.shape.bits, 0)
        head = bytes([0xFF, 0xF9, 0x70 | rate, self.shape.channels - 1 << 4 | bits_code << 1])
        head += _coded(self.samples) + (samples - 1).to_bytes(2, "big")
        bits = self.shape.channels * (8 + self.shape.bits)
        frame = head + bytes([_crc8(head)]) + bytes((bits + 7) // 8)
        return frame + _crc16(frame).to_bytes(2, "big")


def _frames(content: bytes) -> Iterator[tuple[_Frame, bytes]]:
    """The frames of one part. Bytes that only look like a header do not continue the frame numbers."""
    frame, start = _next_frame(content, 0, None)
    while frame is not None:
        following, next_start = _next_frame(content, frame.end, frame)
        end = next_start if following is not None else len(content)
        within = replace(
            frame, number_at=frame.number_at - start, number_end=frame.number_end - start, end=frame.end - start
        )
        yield within, content[start:end]
        frame, start = following, next_start


def _next_frame(content: bytes, at: int, before: _Frame | None) -> tuple[_Frame | None, int]:
    sync = bytes([0xFF, 0xF8 | before.by_sample]) if before is not None else b"\xff"
    while (at := content.find(sync, at)) >= 0:
        frame = _header(content, at)
        if frame is not None and (before is None or _follows(before, frame)):
            return frame, at
        at += 1
    return None, len(content)


def _follows(before: _Frame, frame: _Frame) -> bool:
    return frame.number == before.number + (before.samples if before.by_sample else 1)


def _header(content: bytes, at: int) -> _Frame | None:
    """The frame header that begins here, if one does: every field is allowed and its CRC is right."""
    head = content[at : at + _HEADER_MAX_BYTES]
    if len(head) < 6 or head[0] != 0xFF or head[1] & 0xFE != 0xF8:
        return None
    size, rate, channels, bits = head[2] >> 4, head[2] & 15, head[3] >> 4, head[3] >> 1 & 7
    number, end = _decoded(head, 4)
    if size == 0 or rate == 15 or (channels > 7 and channels not in _STEREO) or bits == 3 or end == 0:
        return None
    size_end = end + {6: 1, 7: 2}.get(size, 0)
    after = size_end + {12: 1, 13: 2, 14: 2}.get(rate, 0)
    if len(head) <= after or _crc8(head[:after]) != head[after]:
        return None
    return _Frame(
        number=number,
        by_sample=bool(head[1] & 1),
        samples=_BLOCK_SIZES.get(size) or int.from_bytes(head[end:size_end], "big") + 1,
        number_at=at + 4,
        number_end=at + end,
        end=at + after + 1,
    )


def _numbered(frame: _Frame, content: bytes, sample: int) -> bytes:
    """The frame with the number of its first sample, and with check sums to match.

    The old checksum is adjusted, not recomputed, so that damaged sound can still be detected.
    """
    old = content[: frame.end]
    fresh = bytes([0xFF, 0xF9]) + old[2:4] + _coded(sample) + old[frame.number_end : -1]
    fresh += bytes([_crc8(fresh)])
    body = content[frame.end : -2]
    change = _crc16(old) ^ _crc16(fresh)
    crc = int.from_bytes(content[-2:], "big") ^ _crc16_moved(change, len(body))
    return fresh + body + crc.to_bytes(2, "big")


def _coded(number: int) -> bytes:
    """A number as frames carry it: UTF-8, extended to 36 bits."""
    if number < 0x80:
        return bytes([number])
    more = next(n for n in range(1, 7) if number < 1 << (5 * n + 6 if n < 6 else 36))
    rest = [0x80 | number >> 6 * n & 0x3F for n in range(more)]
    return bytes([(0xFF80 >> more & 0xFF) | number >> 6 * more, *reversed(rest)])


def _decoded(head: bytes, at: int) -> tuple[int, int]:
    """The number coded here and where it ends; the end is 0 if there is none."""
    first = head[at]
    if first < 0x80:
        return first, at + 1
    more = 7 - (first ^ 0xFF).bit_length() if first != 0xFF else 0
    rest = head[at + 1 : at + 1 + more]
    if not 1 <= more <= 6 or len(rest) < more or any(one & 0xC0 != 0x80 for one in rest):
        return 0, 0
    number = first & (0x3F >> more)
    for one in rest:
        number = number << 6 | one & 0x3F
    return number, at + 1 + more


def _table(polynomial: int, bits: int) -> list[int]:
    top, mask = 1 << bits - 1, (1 << bits) - 1
    table = []
    for value in range(256):
        rest = value << bits - 8
        for _ in range(8):
            rest = (rest << 1 ^ polynomial if rest & top else rest << 1) & mask
        table.append(rest)
    return table


_CRC8 = _table(0x07, 8)
_CRC16_POLYNOMIAL = 0x8005
_CRC16 = _table(_CRC16_POLYNOMIAL, 16)


def _crc8(content: bytes) -> int:
    rest = 0
    for one in content:
        rest = _CRC8[rest ^ one]
    return rest


def _crc16(content: bytes) -> int:
    rest = 0
    for one in content:
        rest = (rest << 8 & 0xFFFF) ^ _CRC16[rest >> 8 ^ one]
    return rest


def _crc16_moved(rest: int, bytes_on: int) -> int:
    """What a remainder becomes after this many more bytes: multiplied by a power of x, by squaring."""
    power = 0x100  # x to the 8th: one byte
    while bytes_on:
        if bytes_on & 1:
            rest = _times(rest, power)
        power = _times(power, power)
        bytes_on >>= 1
    return rest


def _times(one: int, other: int) -> int:
    """The product of two remainders, over the field of two elements."""
    product = 0
    for bit in range(15, -1, -1):
        product = product << 1 ^ (1 << 16 | _CRC16_POLYNOMIAL if product & 0x8000 else 0)
        if other >> bit & 1:
            product ^= one
    return product & 0xFFFF
