"""Whether a speech job fits on this machine: compares its needs with what is free. Changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

from retreat.errors import DiskFull
from retreat.recordings.estimates import needs, size_in_words
from retreat.recordings.limits import DURATION_MAX_S, RESERVE_BYTES

_MEMORY = Path("/proc/meminfo")


def check_fits(folder: Path, duration_s: float, *, pieces_bytes: int = 0, made_bytes: int = 0) -> None:
    """Refuse a job that the disk has no room for.

    Args:
        pieces_bytes: The sound, if it came in pieces that are joined first.
        made_bytes: How much of it already exists.
    Raises:
        DiskFull: One sentence with both figures.
    """
    sentence = no_space(folder, duration_s, pieces_bytes=pieces_bytes, made_bytes=made_bytes)
    if sentence:
        raise DiskFull(sentence)


def no_space(
    folder: Path,
    duration_s: float,
    *,
    pieces_bytes: int = 0,
    arriving_bytes: int = 0,
    promised_bytes: int = 0,
    made_bytes: int = 0,
) -> str | None:
    """The sentence that refuses it, or None if it fits.

    Args:
        duration_s: As the file claims; beyond the longest sound that we process, it needs no more room.
        arriving_bytes: The file itself, if it is not here yet.
        promised_bytes: What other uploads have been promised.
    """
    need = needs(min(duration_s, DURATION_MAX_S), pieces_bytes=pieces_bytes)
    wanted = need.disk_bytes + arriving_bytes - made_bytes
    free = free_disk(folder) - promised_bytes
    if free >= wanted:
        return None
    return (
        f"Transcribing this audio recording needs about {size_in_words(wanted)} of disk space, and this machine has "
        f"{size_in_words(max(free, 0))} free. Please free some space and try again. The sound is kept."
    )


def free_disk(folder: Path) -> int:
    """Bytes that sound may still use; some room is always reserved for notes."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free - RESERVE_BYTES


def free_memory() -> int | None:
    """Bytes of memory that are available now, or None if this system does not say."""
    try:
        lines = _MEMORY.read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(found[0]) * 1024 if found else None
