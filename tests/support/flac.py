"""Sound as FLAC files."""

from __future__ import annotations

import io

import av
import numpy as np

RATE_HZ = 16_000


def flac(pcm: np.ndarray, *, rate_hz: int = RATE_HZ, **options: str) -> bytes:
    """A whole FLAC file of int16 samples, (samples, channels)."""
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
