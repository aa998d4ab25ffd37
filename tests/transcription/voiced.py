"""How likely a voice is, frame by frame, as the detector tells it."""

from __future__ import annotations

import numpy as np

from transcription.sound.voice import FRAME_MS


def probabilities(*parts: tuple[float, float]) -> np.ndarray:
    """(seconds, probability) after each other."""
    return np.concatenate([np.full(round(s * 1000 / FRAME_MS), round(p * 255), np.uint8) for s, p in parts])
