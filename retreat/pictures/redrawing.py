"""Draws a foreign picture anew: its pixels only, so that no place, time, device or owner stays in the file.

Runs in a confined child (see ``reading``), which only ever needs ``answer``. Must never know whose picture it is.
"""

from __future__ import annotations

import base64
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.codec import CodecContext

from retreat.pictures.heads import JPEG, PNG, WEBP, Unreadable, head_of

SIDE_MAX = 2_000
# From 2, the best, to 31: small handwriting stays sharp. Source: FFmpeg's mjpeg encoder.
_QUALITY = "4"
_CODECS = {JPEG: "mjpeg", PNG: "png", WEBP: "webp"}
_PAPER = 255


def answer(content: bytes) -> dict[str, Any]:
    """``{"jpeg": base64, "width": pixels, "height": pixels}``, or ``{"code": why}``; raises nothing."""
    try:
        jpeg, width, height = redrawn(content)
    except Unreadable as error:
        return {"code": error.code}
    except (av.FFmpegError, ValueError, MemoryError, IndexError):
        return {"code": "damaged"}
    return {"jpeg": base64.b64encode(jpeg).decode(), "width": width, "height": height}


def redrawn(content: bytes) -> tuple[bytes, int, int]:
    """A JPEG of at most ``SIDE_MAX`` pixels a side, upright and on white, with its width and height.

    Raises:
        Unreadable: See ``heads.head_of``.
        av.FFmpegError: Its bytes are damaged.
    """
    head = head_of(content)
    frame = _decoded(_CODECS[head.kind], content)
    if frame.width * frame.height > 2 * head.width * head.height:
        raise Unreadable("damaged")
    scale = min(1.0, SIDE_MAX / max(frame.width, frame.height))
    # Even sides: colour is kept at half the resolution.
    width, height = (max(2, int(side * scale) // 2 * 2) for side in (frame.width, frame.height))
    turned = _upright(_on_paper(frame, width, height), head.turn)
    return _encoded(turned), turned.shape[1], turned.shape[0]


def _decoded(codec: str, content: bytes) -> Any:
    reader: Any = CodecContext.create(codec, "r")
    reader.thread_count = 1
    frames = [*reader.decode(av.Packet(content)), *reader.decode(None)]
    if len(frames) != 1:
        raise Unreadable("damaged")
    return frames[0]


def _on_paper(frame: Any, width: int, height: int) -> Any:
    """Its colours, uint8, (height, width, 3); what can be seen through is white."""
    drawn = frame.to_ndarray(width=width, height=height, format="rgba", interpolation="AREA")
    seen = drawn[..., 3:].astype(np.uint16)
    mixed = drawn[..., :3] * seen + _PAPER * (255 - seen)
    return (mixed // 255).astype(np.uint8)


def _upright(drawn: Any, turn: int) -> Any:
    if turn in (2, 4, 5, 7):
        drawn = drawn[:, ::-1]
    quarters = {1: 0, 2: 0, 3: 2, 4: 2, 5: 1, 6: 3, 7: 3, 8: 1}[turn]
    return np.ascontiguousarray(np.rot90(drawn, quarters))


def _encoded(drawn: Any) -> bytes:
    writer: Any = CodecContext.create("mjpeg", "w")
    writer.width, writer.height = drawn.shape[1], drawn.shape[0]
    writer.pix_fmt, writer.time_base, writer.thread_count = "yuvj420p", Fraction(1, 1), 1
    # Bit-exact: without even the name of the program that wrote it.
    writer.options = {"qmin": _QUALITY, "qmax": _QUALITY, "flags": "+bitexact"}
    frame = av.VideoFrame.from_ndarray(drawn, format="rgb24").reformat(format="yuvj420p")
    return b"".join(bytes(packet) for packet in [*writer.encode(frame), *writer.encode(None)])
