"""Sound as networks expect it: centred on zero and of usual loudness. Must never know what is in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# A cheap sound card adds a constant offset; below this, it does no harm.
_OFF_CENTRE = 0.002


def centred(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Remove a constant offset, which is inaudible but hides quiet voices from the network."""
    offset = float(sound.mean()) if len(sound) else 0.0
    return sound - np.float32(offset) if abs(offset) > _OFF_CENTRE else sound


def levelled(sound: NDArray[np.float32], *, wanted: float = 0.5, most: float = 20.0) -> NDArray[np.float32]:
    """Raise a quiet stretch to a usual loudness, never lower it, by one factor for all of it.

    The 99.9th percentile counts rather than the peak, so that one knock on the table doesn't keep voices quiet;
    the factor is bounded, so that the hiss of an empty room stays hiss.
    """
    sound = centred(sound)
    loud = float(np.percentile(np.abs(sound[::7]), 99.9)) if len(sound) else 0.0
    factor = min(most, wanted / loud) if loud > 0 else 1.0
    return np.clip(sound * factor, -1.0, 1.0).astype(np.float32) if factor > 1.0 else sound
