"""What the record needs of the speech room, which it may not import: the composition root hands it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from retreat.record.vectors import Matrix
from transcription.types import Passage, Transcript, Turn, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How far a transcription has come.

    Attributes:
        stage: As the pipeline names it, such as ``words``.
        done: 0 to 1 within the stage, or None where that is not known.
        text: The words heard last, if this stage hears words.
    """

    stage: str
    done: float | None = None
    text: str | None = None


Report = Callable[[Heard], None]


class Speech(Protocol):
    """Sound to words, and words to meaning."""

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        """The whole pipeline over one file. ``work`` keeps checkpoints; what ``report`` raises ends the run."""
        ...

    def cut(self, turns: Sequence[Turn], words: Sequence[Word]) -> Sequence[Passage]:
        """Passages of 60 to 150 words of consecutive turns."""
        ...

    def embed(self, texts: list[str]) -> Matrix:
        """Vectors of length one, float32, (n, 384)."""
        ...

    def make_playable(self, source: Path, target: Path) -> bool:
        """Write a copy that every browser plays; False, and no copy, where the file itself will do."""
        ...

    def peaks(self, work: Path) -> Mapping[str, Any] | None:
        """The waveform of what was transcribed in this folder."""
        ...

    def close(self) -> None:
        """End whatever processes are kept warm."""
        ...
