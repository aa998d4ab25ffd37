"""The meanings of many texts, in batches."""

from __future__ import annotations

import numpy as np

from retreat.search.vectors import DIMENSIONS
from retreat.transcripts.ports import Heard, Matrix, Report, Speech

_AT_ONCE = 32


def meanings_of(speech: Speech, texts: list[str], report: Report = lambda _heard: None) -> Matrix:
    """The meaning of each text, in batches, so that a worker can stop in between."""
    parts: list[Matrix] = []
    for start in range(0, len(texts), _AT_ONCE):
        report(Heard(stage="index", done=start / len(texts)))
        parts.append(speech.embed(texts[start : start + _AT_ONCE]))
    return np.concatenate(parts) if parts else np.zeros((0, DIMENSIONS), np.float32)
