"""The port for recognisers, which their adapters implement, and the values that they return.

Must never know which adapters there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from transcription.sound.voice import Span
from transcription.types import Word

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
        """The software that decides the result, name → version."""

    def replicas(self) -> Sequence[Engine]:
        """This one, and others on the same weights that may run beside it, each on its own thread."""

    def languages_of(self, sound: Sound, /) -> dict[str, float]:
        """How probable each language is for at most 30 s of sound."""

    def hear(self, sound: Sound, windows: Sequence[Span], /, *, first: int, language: str | None) -> list[Heard]:
        """Recognise some windows.

        Args:
            sound: float32, (n,), 16 kHz, from the start of the first window to the end of the last.
            windows: in time order, counted from the start of the audio recording.
            first: The number of the first window.
        """

    def hear_otherwise(self, sound: Sound, window: Span, /, *, language: str | None) -> Heard | None:
        """Recognise one window in another way than `hear` does, which may write what that left out, and the reverse.

        None where there is one way only.
        """

    def hear_briefly(self, sound: Sound, window: Span, /, *, language: str | None) -> Heard:
        """Recognise one short window of sound as cheaply as possible, without a second try."""

    def hear_named(self, sound: Sound, window: Span, /, *, language: str | None, terms: Sequence[str]) -> Heard:
        """Recognise one window with some names and words put before it, without a second try.

        Args:
            terms: As they should be spelled, the most important first; those that do not fit are left out.
        """
