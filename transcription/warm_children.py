"""The child processes of speech work, kept warm with their models: words, speakers, meaning.

The parent process loads no network itself. Must never know stages, or what they store.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Self

import numpy as np

from transcription.children.child import Child
from transcription.text.meaning import DIMENSIONS, MeaningClient, Vectors

from .options import TranscriptionOptions
from .weights import ModelStore

_TOPIC_UNITS = 5


def default_threads() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


LONG_SOUND_S = 1800.0


class WarmChildren:
    """Started on first use, and again after they died. Close them when done."""

    def __init__(self, models: ModelStore, *, threads: int = 0, long_sound_s: float = LONG_SOUND_S) -> None:
        """``long_sound_s``: for longer files than this, a child that has done its part ends."""
        self.long_sound_s = long_sound_s
        self.threads = threads or default_threads()
        self.models = models
        arguments = ["--models", str(models.folder), "--threads", str(self.threads)]
        self.words = Child("transcription.words.words_child", arguments, threads=self.threads)
        self.speakers = Child("transcription.speakers.speakers_child", arguments, threads=self.threads)
        self._meaning = MeaningClient(models.folder, threads=self.threads)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child processes."""
        self.words.close()
        self.speakers.close()
        self._meaning.close()

    def warm(self, options: TranscriptionOptions) -> float:
        """Load every model that these options need. Returns the seconds that it took."""
        load_s = float(self.words.ask({"stage": "load", "options": options.to_json()})["load_s"])
        if options.separate_speakers:
            load_s += float(self.speakers.ask({})["load_s"])
        return load_s + self._meaning.warm()

    def load_meaning(self) -> float:
        """Load the sentence network if necessary. Returns the seconds that it took."""
        return 0.0 if self._meaning.pid else self._meaning.warm()

    def meanings(self, texts: Sequence[str]) -> Vectors:
        """As `MeaningClient.embed`."""
        return self._meaning.embed(texts) if texts else np.zeros((0, DIMENSIONS), np.float32)

    def topic_shifts(self, texts: Sequence[str]) -> list[float]:
        """How much the topic changes after each text: the difference between the few texts before and after, 0 to 1."""
        vectors = self._meaning.embed(texts)
        sums = np.vstack([np.zeros((1, vectors.shape[1]), np.float32), np.cumsum(vectors, 0)])
        shifts = []
        for index in range(len(texts)):
            before = sums[index + 1] - sums[max(0, index + 1 - _TOPIC_UNITS)]
            after = sums[min(len(texts), index + 1 + _TOPIC_UNITS)] - sums[index + 1]
            norm = float(np.linalg.norm(before) * np.linalg.norm(after))
            shifts.append(1.0 - float(before @ after) / norm if norm > 1e-9 else 0.0)
        return shifts
