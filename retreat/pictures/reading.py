"""Foreign pictures are drawn anew by a confined child, which the composition root lends: nothing is decoded here."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from retreat.errors import InvalidInput

_DRAWER = "retreat.pictures.redrawing"
_WHY: Mapping[str, str] = {
    "empty": "This picture is empty. Please take it again.",
    "heic": "Pictures of the kind HEIC cannot be used here. Please save it as JPEG and send it again.",
    "not_picture": "This file is not a picture. Please choose a photograph (JPEG, PNG or WebP).",
    "moving": "This picture moves. Please choose a photograph (JPEG, PNG or WebP).",
    "too_many_pixels": "This picture is too large: more than 64 million pixels. Please take it with a smaller setting.",
    "damaged": "This picture is damaged. Please take it again.",
}
_TOO_MUCH_WORK = "This picture takes too much work to read. Please take it again with a smaller setting."

ReadConfined = Callable[[str, bytes], Any | None]
_lent: list[ReadConfined] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A JPEG without anything but its pixels, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def register_confined(read: ReadConfined) -> None:
    """Register once, where the rooms are put together."""
    _lent[:] = [read]


def draw_anew(content: bytes) -> Drawn:
    """A foreign picture, drawn anew in a child. It waits for the child: call it where others are served meanwhile.

    Raises:
        InvalidInput: It is no picture, one of a kind that is not taken, too large, damaged, or takes too much work.
    """
    assert _lent, "nobody lent a way to read in confinement"
    found = _lent[0](_DRAWER, content)
    if not isinstance(found, dict):
        raise InvalidInput(_TOO_MUCH_WORK, code="too_much_work")
    if "code" in found:
        code = found["code"] if found["code"] in _WHY else "damaged"
        raise InvalidInput(_WHY[code], code=code)
    try:
        jpeg = base64.b64decode(found["jpeg"], validate=True)
        return Drawn(jpeg=jpeg, width=int(found["width"]), height=int(found["height"]))
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise InvalidInput(_TOO_MUCH_WORK, code="too_much_work") from error
