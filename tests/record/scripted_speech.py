"""A speech room that hears what it was told to: real passages and turns, meaning by shared words."""

from __future__ import annotations

import hashlib
import wave
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from retreat.imports.texts import read_text_transcript
from retreat.search.vectors import DIMENSIONS
from retreat.search.words import stem, telling, words_of
from retreat.transcripts.ports import Heard, Laid, Matrix, Report
from transcription.sound.voice import FRAME_MS
from transcription.text import passages
from transcription.text.alignment import align
from transcription.text.groupings import group
from transcription.text.similar import group_widely
from transcription.types import Grouping, Passage, Quality, Transcript, Turn, WideGroupings, Word
from transcription.words.checks import check
from transcription.words.quality import measured

TALK = """Ana: We were tired at the end of every week and nobody asked how the carers were doing at all.
Ben: The waiting list for home care grew longer and the money was gone before the winter had begun.
Ana: She wanted to stay in her own house near the river and keep her garden and her cat.
Ben: Nobody wrote down what mattered to her, so the next worker began again from nothing.
Ana: Housing would not talk to health, and health would not talk to housing, so we carried letters.
"""


def meaning(texts: Sequence[str]) -> Matrix:
    """Each telling word points its own way; texts that share words are alike."""
    rows = np.zeros((len(texts), DIMENSIONS), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in telling(words_of(text)):
            seed = int.from_bytes(hashlib.sha256(stem(word).encode()).digest()[:4], "big")
            row += np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


class ScriptedSpeech:
    """Says the script back with half a second a word; ``meanwhile`` runs in the middle of the work."""

    def __init__(self, script: str = "", meanwhile: Callable[[], None] = lambda: None) -> None:
        self.script = script
        self.meanwhile = meanwhile
        self.runs = 0
        self.again: list[tuple[dict[str, Any], tuple[int, int] | None]] = []
        self.voices: list[Turn] = []
        self.length = 60.0
        self.silence: list[tuple[int, int]] = []

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        """The script, as if it had been heard."""
        self.runs += 1
        report(Heard(stage="decode", done=1.0))
        report(Heard(stage="words", done=0.5, text=self.script[:20]))
        self.meanwhile()
        report(Heard(stage="words", done=1.0))
        return spoken(self.script)

    def cut(self, turns: Sequence[Turn], words: Sequence[Word]) -> Sequence[Passage]:
        """The real cut."""
        return passages.cut(words, turns)

    def lay(self, text: Transcript, heard: Sequence[Word], *, duration_ms: int, own_times: str) -> Laid:
        """The real alignment."""
        found = align(text, heard, duration_ms=duration_ms, own=own_times)  # type: ignore[arg-type]
        return Laid(
            transcript=found.transcript,
            words_found=found.words_found,
            words_to_find=found.words_to_find,
            fits=found.fits,
            own_times=found.own_times,
        )

    def embed(self, texts: list[str]) -> Matrix:
        """See ``meaning``."""
        return meaning(texts)

    def hear_again(
        self, path: Path, *, work: Path, options: Mapping[str, Any], span: tuple[int, int] | None, report: Report
    ) -> Transcript:
        """The script of now, with the same times; ``again`` remembers what was asked for."""
        self.again.append((dict(options), span))
        report(Heard(stage="words", done=0.5))
        self.meanwhile()
        return replace(spoken(self.script), model=str(options.get("model", "scripted")))

    def tell_apart(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Sequence[Turn]:
        """The voices that were put in by the test."""
        self.again.append((dict(options), None))
        report(Heard(stage="speakers", done=0.5))
        return self.voices

    def check_again(
        self, path: Path, *, work: Path, words: Sequence[Word], turns: Sequence[Turn], report: Report
    ) -> tuple[Sequence[Turn], Quality]:
        """The real checks, over a voice that is heard but in ``silence``."""
        voice = np.full(round(self.length * 1000 / FRAME_MS), 255, np.uint8)
        for start_ms, end_ms in self.silence:
            voice[start_ms // FRAME_MS : end_ms // FRAME_MS] = 0
        report(Heard(stage="checks", done=0.5))
        self.meanwhile()
        found = check(turns, words, voice)
        return found, measured(words, found, voice, round(self.length * 1000))

    def cut_again(self, turns: Sequence[Turn], words: Sequence[Word]) -> Sequence[Passage]:
        """The real cut; topics never shift."""
        return passages.cut(words, turns)

    def group(self, texts: Sequence[str], vectors: Matrix) -> Sequence[Grouping]:
        """The real groups."""
        return group(texts, vectors)

    def group_widely(
        self, texts: Sequence[str], vectors: Matrix, *, count: int | None, told: Callable[[float], None]
    ) -> WideGroupings:
        """The real groups."""
        return group_widely(texts, vectors, count=count, told=told)

    def length_s(self, source: Path) -> float | None:
        """As long as the file's own header says, where it is a plain WAV file."""
        try:
            with wave.open(str(source), "rb") as file:
                return file.getnframes() / file.getframerate()
        except (wave.Error, EOFError):
            return None

    def make_playable(self, source: Path, target: Path) -> bool:
        """The file will do."""
        return False

    def silenced(self, source: Path, work: Path, spans: Sequence[tuple[int, int]]) -> Path:
        """Of a plain WAV file."""
        with wave.open(str(source), "rb") as file:
            shape, frames = file.getparams(), bytearray(file.readframes(file.getnframes()))
        width = shape.sampwidth * shape.nchannels
        for from_ms, to_ms in spans:
            at, end = (min(ms * shape.framerate // 1000 * width, len(frames)) for ms in (from_ms, to_ms))
            frames[at:end] = bytes(end - at)
        with wave.open(str(work / "silenced.wav"), "wb") as file:
            file.setparams(shape)
            file.writeframes(frames)
        return work / "silenced.wav"

    def peaks(self, work: Path) -> Mapping[str, Any] | None:
        """None were made."""
        return None

    def close(self) -> None:
        """Nothing is kept warm."""


class Drawn(ScriptedSpeech):
    """Speech with a waveform."""

    def peaks(self, work: Path) -> Mapping[str, Any]:
        """A flat one."""
        return {"peaks": [0]}


def spoken(script: str) -> Transcript:
    """A transcript with exact times: half a second a word, without a pause."""
    if not script:
        return Transcript(duration_s=3.0, language=None, model="scripted")
    read = read_text_transcript("script.txt", script.encode()).transcript
    words = tuple(
        Word(text=word.text, start_ms=n * 500, end_ms=n * 500 + 400, confidence=0.9, speaker=word.speaker)
        for n, word in enumerate(read.words)
    )
    turns = tuple(
        Turn(
            speaker=turn.speaker,
            start_ms=words[turn.word_indexes[0]].start_ms,
            end_ms=words[turn.word_indexes[-1]].end_ms,
            text=turn.text,
            word_indexes=turn.word_indexes,
        )
        for turn in read.turns
    )
    return Transcript(
        duration_s=len(words) / 2,
        language="en",
        model="scripted",
        words=words,
        turns=turns,
        passages=passages.cut(words, turns),
    )
