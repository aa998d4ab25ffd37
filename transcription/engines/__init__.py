"""Recognisers behind one port. Choosing one is `engine_for`; nothing heavy loads before it is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from transcription.models import ModelStore
from transcription.options import TranscriptionOptions
from transcription.types import Word
from transcription.voice import Span

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a recogniser made of one window. Times of words count from the start of the audio recording."""

    window: int
    language: str | None
    words: tuple[Word, ...]
    average_logprob: float = 0.0
    no_speech: float = 0.0
    temperature: float = 0.0
    redone: bool = False

    def to_json(self) -> dict[str, Any]:
        """A compact record for the checkpoint file."""
        return {
            "window": self.window,
            "language": self.language,
            "words": [[word.text, word.start_ms, word.end_ms, word.confidence] for word in self.words],
            "average_logprob": round(self.average_logprob, 4),
            "no_speech": round(self.no_speech, 4),
            "temperature": self.temperature,
            "redone": self.redone,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Heard:
        """Read a checkpoint record back."""
        words = tuple(
            Word(text=text, start_ms=start_ms, end_ms=end_ms, confidence=confidence)
            for text, start_ms, end_ms, confidence in data["words"]
        )
        return cls(**{**data, "words": words})


class Engine(Protocol):
    """A recogniser, loaded and ready.

    The contract that every adapter keeps: one `Heard` for each window, in order; words in time order, inside
    their window, starting before they end, with a confidence from 0 to 1; the same input gives the same words.
    """

    @property
    def name(self) -> str:
        """The adapter's name, as in the options."""

    @property
    def model(self) -> str:
        """The model setting."""

    @property
    def digest(self) -> str | None:
        """The sha256 of the weights."""

    def versions(self) -> dict[str, str]:
        """The software that decides the outcome, name → version."""

    def language_of(self, sound: Sound, windows: Sequence[Span], /) -> str | None:
        """The language spoken in most of these windows of the whole sound."""

    def hear(self, sound: Sound, windows: Sequence[Span], /, *, first: int, language: str | None) -> list[Heard]:
        """Recognise some windows.

        Args:
            sound: float32, (n,), 16 kHz, from the start of the first window to the end of the last.
            windows: in time order, counted from the start of the audio recording.
            first: the number of the first window.
        """


def engine_for(options: TranscriptionOptions, models: ModelStore, *, threads: int) -> Engine:
    """Build the chosen adapter.

    Raises:
        EngineMissing: its model or package isn't there.
    """
    if options.engine == "scripted":
        from .scripted import ScriptedEngine

        return ScriptedEngine(options)
    if options.engine == "openai_whisper":
        from .openai_whisper import OpenAIWhisperEngine

        return OpenAIWhisperEngine(options, models, threads=threads)
    from .faster_whisper import FasterWhisperEngine

    return FasterWhisperEngine(options, models, threads=threads)
