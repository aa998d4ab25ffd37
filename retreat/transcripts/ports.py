"""What the record needs from the speech room, which it may not import: the composition root provides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from transcription.types import Grouping, Passage, Quality, Transcript, Turn, WideGroupings, Word

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWindow:
    """A stretch of sound and its words, before anybody knows who said them.

    Attributes:
        number: Its place in time order; negative for a first look, which better words will replace.
        words: Text, start and end in milliseconds, by word.
    """

    number: int
    start_ms: int
    end_ms: int
    words: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How far a transcription has come.

    Attributes:
        stage: As the pipeline names it, such as ``words``.
        done: 0 to 1 within the stage, or None if unknown.
        text: The latest words, if this stage transcribes.
        windows: New words since the last report of this run; the first report has everything that is stored.
        length_s: The least length of the sound, once decoding has found it.
    """

    stage: str
    done: float | None = None
    text: str | None = None
    windows: tuple[HeardWindow, ...] = ()
    length_s: float | None = None


Report = Callable[[Heard], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A transcript that was brought, with the times of its sound.

    Attributes:
        transcript: The same words, speakers and turns.
        words_found: How many of its words were found in the sound.
        words_to_find: How many could have been found.
        fits: Whether these are likely the words of this sound at all.
        own_times: Whether its original times were kept.
    """

    transcript: Transcript
    words_found: int
    words_to_find: int
    fits: bool
    own_times: bool


class Speech(Protocol):
    """Sound to words, and words to meaning."""

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        """The whole pipeline over one file. ``work`` keeps checkpoints; an exception from ``report`` ends the run."""
        ...

    def cut(self, turns: Sequence[Turn], words: Sequence[Word]) -> Sequence[Passage]:
        """Passages of 60 to 150 words of consecutive turns."""
        ...

    def lay(self, text: Transcript, heard: Sequence[Word], *, duration_ms: int, own_times: str) -> Laid:
        """Give the words of a transcript the times of the sound in which ``heard`` was recognised."""
        ...

    def embed(self, texts: list[str]) -> Matrix:
        """Vectors of length one, float32, (n, 384)."""
        ...

    def hear_again(
        self, path: Path, *, work: Path, options: Mapping[str, Any], span: tuple[int, int] | None, report: Report
    ) -> Transcript:
        """Only words, of a whole file or of a span in milliseconds; times count from the start of the file."""
        ...

    def tell_apart(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Sequence[Turn]:
        """Who speaks when, without words; spans may overlap."""
        ...

    def check_again(
        self, path: Path, *, work: Path, words: Sequence[Word], turns: Sequence[Turn], report: Report
    ) -> tuple[Sequence[Turn], Quality]:
        """The same turns with the doubts that follow from the sound and these words, and counts of everything."""
        ...

    def cut_again(self, turns: Sequence[Turn], words: Sequence[Word]) -> Sequence[Passage]:
        """As ``cut``, also where the topic shifts."""
        ...

    def group(self, texts: Sequence[str], vectors: Matrix) -> Sequence[Grouping]:
        """Which of these passages are alike, by their index."""
        ...

    def group_widely(
        self, texts: Sequence[str], vectors: Matrix, *, count: int | None, told: Callable[[float], None]
    ) -> WideGroupings:
        """Which of these passages of many sessions are alike; ``told`` hears how much is done, and may raise."""
        ...

    def length_s(self, source: Path) -> float | None:
        """The length that a file states, or None; quick, and not verified by decoding."""
        ...

    def make_playable(self, source: Path, target: Path) -> bool:
        """Write a copy that every browser plays; False, without a copy, if the file itself is fine."""
        ...

    def silenced(self, source: Path, work: Path, spans: Sequence[tuple[int, int]]) -> Path:
        """A copy in ``work`` that every browser plays, silent between these milliseconds; ``peaks`` then draws it."""
        ...

    def peaks(self, work: Path) -> Mapping[str, Any] | None:
        """The waveform of what was transcribed in this folder."""
        ...

    def close(self) -> None:
        """End the warm processes."""
        ...


class MatchedPair(Protocol):
    """A place in one text and its place in another; ``same`` where the words are equal when spoken."""

    @property
    def first(self) -> int: ...

    @property
    def second(self) -> int: ...

    @property
    def same(self) -> bool: ...


class Matching(Protocol):
    """Which words of one text are the same as which of another: see ``transcription.text.matching``."""

    def spoken_parts(self, word: str) -> Sequence[str]:
        """A written word as it is said, in its parts."""
        ...

    def pairs_of(self, first: Sequence[str], second: Sequence[str]) -> Sequence[MatchedPair]:
        """Parts of two texts, matched in order."""
        ...


_matching: list[Matching] = []


def register_matching(matching: Matching) -> None:
    """Register once, where the rooms are put together."""
    _matching[:] = [matching]


def matching() -> Matching:
    """The one that is registered."""
    assert _matching, "no room that matches words was registered"
    return _matching[0]


class Strengths(Protocol):
    """The strength of recognisers: see ``transcription.recognisers.strength``."""

    def strength_of(self, setting: str) -> int | None:
        """The number of parameters of a model by its folder or name; None if unknown."""
        ...

    def is_as_strong(self, parameters: int, than: int) -> bool:
        """Whether a model with this many parameters is at least as strong as one with ``than``."""
        ...


_strengths: list[Strengths] = []


def register_strengths(strengths: Strengths) -> None:
    """Register once, where the rooms are put together."""
    _strengths[:] = [strengths]


def strengths() -> Strengths:
    """The one that is registered."""
    assert _strengths, "no room that knows models was registered"
    return _strengths[0]
