"""Decoded sound on disk: reading in parts, releasing memory, waveforms. Must never know what file it came from.

Everything in this package is 16 kHz, mono, 16-bit little-endian without a header, once it is decoded.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000


def sample_at(ms: int) -> int:
    """The number of the sample at this moment."""
    return ms * RATE_HZ // 1000


def samples(pcm: Path) -> NDArray[np.int16]:
    """The decoded sound, mapped from disk, int16, (n,): reading a part of it costs only that part."""
    if pcm.stat().st_size < 2:
        return np.zeros(0, np.int16)
    return np.memmap(pcm, np.int16, mode="r")


def forget(sound: NDArray[np.int16]) -> None:
    """Release the memory that reading `samples` has used; further reads come from disk again.

    Otherwise a process that has read six hours holds 700 MB until the system needs it.
    """
    mapped = getattr(sound, "_mmap", None)
    if mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def peaks(pcm: Path, *, per_second: int = 20) -> dict[str, Any]:
    """The waveform as lowest and highest value per pixel, in the JSON shape of audiowaveform (8 bits)."""
    sound = samples(pcm)
    width = RATE_HZ // per_second
    whole = len(sound) // width
    data = np.empty((whole, 2), np.int16)
    for start in range(0, whole, 4096):  # some minutes at a time, so that memory stays bounded
        block = sound[start * width : min(start + 4096, whole) * width].reshape(-1, width)
        data[start : start + len(block), 0] = block.min(1)
        data[start : start + len(block), 1] = block.max(1)
    return {
        "version": 2,
        "channels": 1,
        "sample_rate": RATE_HZ,
        "samples_per_pixel": width,
        "bits": 8,
        "length": whole,
        "data": (data >> 8).reshape(-1).tolist(),
    }
