"""Sound made by arithmetic, as FLAC."""

from __future__ import annotations

import io

import av
import numpy as np

RATE_HZ = 16_000


def sound(seconds: float, seed: int, *, channels: int = 1, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Something that is never twice the same: int16, (samples, channels)."""
    count = int(seconds * rate_hz)
    tone = 5000 * np.sin(2 * np.pi * (200 + 40 * seed) * np.arange(count) / rate_hz)
    noise = np.random.default_rng(seed).normal(0, 700, (count, channels))
    return (tone[:, None] + noise).astype(np.int16)


def flac(pcm: np.ndarray, *, rate_hz: int = RATE_HZ, **options: str) -> bytes:
    """A whole FLAC file."""
    layout = "mono" if pcm.shape[1] == 1 else "stereo"
    out = io.BytesIO()
    with av.open(out, "w", format="flac") as file:
        stream = file.add_stream("flac", rate=rate_hz, layout=layout, options=options)
        stream.format = "s16"
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout=layout)
        frame.rate, frame.pts = rate_hz, 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()
