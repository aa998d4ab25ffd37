"""Copies of a sound that nobody can distinguish, but that a recogniser decodes differently: lead-in, gain, tempo. Pure.

One decoding of one file is partly luck: an inaudible change moves its word errors by several points. A figure about
a recogniser is therefore a mean over copies. The copies are the same in every run.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.int16]

_RATE_HZ = 16_000
_LEAD_IN_S = (0.1, 0.9)
_GAIN_DB = (-2.0, 2.0)
_TEMPO = (0.992, 1.008)
# Near-silence, like a microphone's when nobody speaks: about -80 dB of full scale.
_HISS = 3.0
_LOUDEST = 32_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """What is done to a copy: seconds of near-silence before it, gain in decibels, tempo (1.01: 1% quicker)."""

    seed: int
    lead_in_s: float
    gain_db: float
    tempo: float

    def moved(self, at_s: float) -> float:
        """Where a moment of the original is in the copy, in seconds."""
        return self.lead_in_s + at_s / self.tempo


def disturbances(count: int) -> list[Disturbance]:
    """The first few; always the same ones, and no two alike."""
    found = []
    for seed in range(1, count + 1):
        draw = random.Random(seed)  # noqa: S311 - lots that can be drawn again, no secret
        found.append(
            Disturbance(
                seed=seed,
                lead_in_s=round(draw.uniform(*_LEAD_IN_S), 3),
                gain_db=round(draw.uniform(*_GAIN_DB), 2),
                tempo=round(draw.uniform(*_TEMPO), 4),
            )
        )
    return found


def disturbed(sound: Sound, how: Disturbance) -> Sound:
    """A copy, never so loud that it clips.

    Args:
        sound: int16, (n,), 16 kHz.
    """
    hiss = np.random.default_rng(how.seed).normal(0.0, _HISS, round(how.lead_in_s * _RATE_HZ))
    talk = _stretched(sound, round(len(sound) / how.tempo))
    talk *= min(10 ** (how.gain_db / 20), _LOUDEST / float(np.abs(talk).max(initial=1.0)))
    limits = np.iinfo(np.int16)
    whole = np.rint(np.concatenate([hiss, talk])).clip(limits.min, limits.max)
    return np.asarray(whole, np.int16)


def _stretched(sound: Sound, length: int) -> NDArray[np.float64]:
    """The same sound resampled to another number of samples, unchanged up to the edge of the band."""
    if length == len(sound) or not len(sound):
        return sound.astype(np.float64)
    spectrum = np.fft.rfft(sound.astype(np.float64))
    return np.asarray(np.fft.irfft(spectrum, length) * (length / len(sound)), np.float64)
