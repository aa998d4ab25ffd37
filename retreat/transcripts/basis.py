"""What a wording or an opinion was made from, so that it says nothing any more once that reads otherwise. Pure."""

from __future__ import annotations

import zlib


def basis_of(text: str) -> int:
    """A checksum that tells one text from another; it fits a column of 32 bits."""
    return zlib.crc32(text.encode()) & 0x7FFFFFFF
