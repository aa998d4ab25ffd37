"""Says beforehand how much a backup will write and about how long that takes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from retreat.errors import DiskFull
from retreat.house import House
from retreat.keeping.copies import Copy
from retreat.keeping.files import found_in
from retreat.keeping.place import reaching

# Where nothing was measured yet: a slow external disk.
_SUPPOSED_PER_S = 40_000_000
# A smaller backup says nothing about the speed of a disk.
TELLING_BYTES = 50_000_000
_ROOM_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Bytes to be written at most, all bytes, and about how many seconds that takes."""

    new_bytes: int
    all_bytes: int
    seconds: float


def estimate(house: House, earlier: Copy | None) -> Estimate:
    """What a backup would write now."""
    known = {(one.path, one.size, one.mtime_ns) for one in earlier.files} if earlier else set()
    files = found_in(house.settings.data)
    fresh = sum(one.size for one in files if (one.path, one.size, one.mtime_ns) not in known)
    rows = _size_of_rows(house)
    per_s = (earlier.bytes_per_s if earlier else 0) or _SUPPOSED_PER_S
    return Estimate(
        new_bytes=fresh + rows, all_bytes=sum(one.size for one in files) + rows, seconds=(fresh + rows) / per_s
    )


def check_room(folder: Path, wanted: Estimate) -> None:
    """Refuse before anything is written.

    Raises:
        DiskFull: The disk has less room than is needed.
    """
    with reaching(folder):
        free = shutil.disk_usage(folder).free
    if free < wanted.new_bytes + _ROOM_BYTES:
        raise DiskFull(
            f"The backup needs up to {size_in_words(wanted.new_bytes)}, and the disk of {folder} has "
            f"{size_in_words(free)} free. Free some space or use another disk."
        )


def size_in_words(size: float) -> str:
    """“1.2 GB”."""
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}" if size < 10 * unit else f"{size / unit:.0f} {name}"
    return f"{max(size / 1e3, 1):.0f} kB"


def time_in_words(seconds: float) -> str:
    """“about 3 minutes”."""
    if seconds < 5:
        return "a few seconds"
    for unit, name in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= 1.5 * unit or unit == 1:
            return f"about {seconds / unit:.0f} {name}s"
    return "a few seconds"


def _size_of_rows(house: House) -> int:
    """At most: rows are packed on their way."""
    with house.database.engine.connect() as connection:
        if house.database.dialect == "postgresql":
            return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        pages, size = (int(connection.scalar(text(f"PRAGMA {name}")) or 0) for name in ("page_count", "page_size"))
        return pages * size
