"""Small sounds, words and spans for the stories of the speech room."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from transcription.types import Turn, Word

SHARED = Path(__file__).resolve().parents[3] / "shared" / "audio"


def tone(seconds: float, rate_hz: int = 16_000) -> np.ndarray:
    """A hum with a beat: sound, but no voice."""
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return (8000 * np.sin(2 * np.pi * 220 * at) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * at))).astype(np.int16)


def wav_bytes(sound: np.ndarray, rate_hz: int = 16_000) -> bytes:
    """A WAV file's bytes."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(sound.tobytes())
    return out.getvalue()


def words_of(text: str, *, start_ms: int = 0, each_ms: int = 300, **fields: object) -> list[Word]:
    """One word after another, at an even pace."""
    return [
        Word(
            text=word,
            start_ms=start_ms + index * each_ms,
            end_ms=start_ms + (index + 1) * each_ms - 20,
            **{"confidence": 0.9, **fields},  # type: ignore[arg-type]
        )
        for index, word in enumerate(text.split())
    ]


def span(speaker: str | None, start_ms: int, end_ms: int) -> Turn:
    """A speaker's span before words are given out."""
    return Turn(speaker=speaker, start_ms=start_ms, end_ms=end_ms, text="")


def script(path: Path, words: Sequence[Word], language: str = "en") -> Path:
    """A script for the scripted recogniser."""
    listed = [{"text": w.text, "start_ms": w.start_ms, "end_ms": w.end_ms, "confidence": w.confidence} for w in words]
    path.write_text(json.dumps({"language": language, "words": listed}), "utf-8")
    return path
