"""How much sound is accepted, and the least space that must stay free on the disk."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from retreat.errors import DiskFull

# The most that a WAV header can state, and more than six hours of what recorders commonly write.
FILE_MAX_BYTES = 4 * 1024**3
DURATION_MAX_S = 6 * 3600
# What rounding to milliseconds and resampling may add to six hours of sound.
ROUNDING_S = 0.5
STATED_MAX_S = 24 * 3600
# Pieces last ten seconds; one that claims much more was counted wrongly.
PIECE_MAX_S = 3600
# How far clocks may disagree. Some programs also send a talk of some minutes at once and say that it begins now.
CLOCKS_DIFFER = timedelta(hours=1)
CHUNK_MAX_BYTES = 8 * 1024**2
CHUNKS_MAX = 20_000
# Notes, withdrawals and sign-ins must go on when sound no longer fits.
RESERVE_BYTES = 200 * 1024**2
# After this, an upload without new bytes is abandoned: it reserves space, and half a file is of no use.
UPLOAD_KEPT = timedelta(hours=6)
# How long a sealed audio recording waits for missing pieces before it is processed with gaps.
PIECES_WAITED_FOR = timedelta(minutes=2)
FILENAME_MAX_CHARS = 200


def check_space(folder: Path, wanted_bytes: int) -> None:
    """Refuse what would not fit, before anything is written.

    Raises:
        DiskFull: Too little room is left on this machine.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not fits(folder, wanted_bytes):
        raise DiskFull(
            "There is not enough disk space on this machine for the sound. Nothing was changed. Please free some space."
        )


def fits(folder: Path, wanted_bytes: int) -> bool:
    """Whether this much can be written there without using the reserved space."""
    return shutil.disk_usage(folder).free >= wanted_bytes + RESERVE_BYTES


def believed_s(stated_s: float) -> float:
    """A length in seconds, limited to what is plausible: a header, or an old piece, may claim years."""
    return min(stated_s, STATED_MAX_S)


def label_of(filename: str | None) -> str | None:
    """A file's name as a label for people: no folders, no control characters, not too long."""
    if not filename:
        return None
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:FILENAME_MAX_CHARS] or None
