"""Recognisers behind one port. Choosing one is `engine_for`; nothing heavy loads before it is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from transcription.models import ModelStore
from transcription.options import TranscriptionOptions
from transcription.types import Word
from transcription.voice import Span

Sound = NDArray[np.float32]
# Without a space before them these go on with a word; elsewhere they begin one.
_JOINERS = frozenset("-‐‑/'’&@%")
_DASHES = frozenset("-‐‑")


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

    def replicas(self) -> Sequence[Engine]:
        """This one, and others on the same weights that may hear while it does, each on a thread of its own."""

    def languages_of(self, sound: Sound, /) -> dict[str, float]:
        """How probable each language is for at most 30 s of sound."""

    def hear(self, sound: Sound, windows: Sequence[Span], /, *, first: int, language: str | None) -> list[Heard]:
        """Recognise some windows.

        Args:
            sound: float32, (n,), 16 kHz, from the start of the first window to the end of the last.
            windows: in time order, counted from the start of the audio recording.
            first: the number of the first window.
        """

    def hear_briefly(self, sound: Sound, window: Span, /, *, language: str | None) -> Heard:
        """Recognise one short window, the sound of which is given, at the least cost and without a second try."""

    def hear_named(self, sound: Sound, window: Span, /, *, language: str | None, terms: Sequence[str]) -> Heard:
        """Recognise one window with some names and words put before it, without a second try.

        Args:
            terms: as they are to be written, those that matter most first; what there is no room for is left out.
        """


def placed(pieces: Iterable[tuple[str, float, float, float]], window: Span) -> tuple[Word, ...]:
    """Words in whole milliseconds, in order, inside their window, at least 20 ms long where there is room.

    Args:
        pieces: text as the recogniser spaced it, start and end in seconds from the window's start, probability.
    """
    words: list[Word] = []
    earliest_ms = window.start_ms
    for raw, start_s, end_s, probability in pieces:
        text = raw.strip()
        if not text:
            continue
        confidence = round(float(min(1.0, max(0.0, probability))), 3)
        start_ms = max(earliest_ms, min(window.start_ms + round(start_s * 1000), window.end_ms - 20))
        end_ms = min(max(start_ms + 20, window.start_ms + round(end_s * 1000)), window.end_ms)
        end_ms = max(end_ms, start_ms + 1)
        if words and _continues(raw):
            start_ms, text = words[-1].start_ms, words[-1].text + text
            confidence = min(confidence, words.pop().confidence)
        words.append(Word(text=text, start_ms=start_ms, end_ms=end_ms, confidence=confidence))
        earliest_ms = start_ms
    return tuple(words)


def _continues(raw: str) -> bool:
    """Whether a piece of text belongs to the word before it, as ``-barriest`` does to `` bud``."""
    return raw[0] in _JOINERS and raw not in _DASHES


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
