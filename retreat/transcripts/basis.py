"""A checksum of what a wording or an opinion was made from, which shows whether it is out of date. Pure."""

from __future__ import annotations

import zlib


def basis_of(text: str) -> int:
    """A checksum of a text; it fits into a column of 32 bits."""
    return zlib.crc32(text.encode()) & 0x7FFFFFFF
