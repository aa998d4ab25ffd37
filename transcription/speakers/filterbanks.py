"""Mel filterbanks as Kaldi computes them, in NumPy: the input of the speaker embedding network."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from transcription.sound.pcm_file import RATE_HZ

from .local_voices import Floats

_WIDTH, _STEP, _FFT, _MELS = 400, 160, 512, 80
_FLOOR = np.float32(1.1920929e-07)


@functools.cache
def _window() -> Floats:
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WIDTH) / (_WIDTH - 1))
    return np.asarray(hann**0.85, np.float32)  # what Kaldi calls the Povey window


@functools.cache
def _mel_weights() -> Floats:
    """(257, 80): triangles, equally wide on the mel scale from 20 Hz to 8 kHz. Source: Kaldi ``mel-computations``."""

    def mel(hz: float | NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(1127.0 * np.log(1.0 + np.asarray(hz, np.float64) / 700.0))

    low, high = float(mel(20.0)), float(mel(RATE_HZ / 2))
    step = (high - low) / (_MELS + 1)
    left = low + np.arange(_MELS) * step
    at = mel(np.arange(_FFT // 2) * RATE_HZ / _FFT)[:, None]
    weights = np.maximum(0.0, np.minimum((at - left) / step, (left + 2 * step - at) / step))
    return np.asarray(np.vstack([weights, np.zeros((1, _MELS))]), np.float32)


def filterbanks(sound: Floats) -> Floats:
    """Log mel filterbanks, float32 (frames, 80), one frame each 10 ms; ``sound`` is 16 kHz mono from -1 to 1."""
    if len(sound) < _WIDTH:
        return np.zeros((0, _MELS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(sound, _WIDTH)[::_STEP].astype(np.float32)
    frames = frames - frames.mean(1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], 1)
    spectrum = np.fft.rfft((frames - np.float32(0.97) * before) * _window(), _FFT)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    return np.asarray(np.log(np.maximum(power @ _mel_weights(), _FLOOR)), np.float32)
