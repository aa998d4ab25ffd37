"""Small real WAV files."""

from __future__ import annotations

import io
import wave

RATE_HZ = 16_000


def wav(seconds: float = 1.0, *, level: int = 100) -> bytes:
    """A mono 16-bit WAV file of one steady value."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(level.to_bytes(2, "little", signed=True) * int(seconds * RATE_HZ))
    return out.getvalue()
