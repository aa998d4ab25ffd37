"""A voice within one window of sound, before anybody knows whose it is. Must never be written to disk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LocalVoice:
    """One voice of one window: how much it speaks alone, and what it sounds like (None: too short to say)."""

    window: int
    voice: int
    alone_s: float
    embedding: Floats | None
