"""The speech stages in order: decode, voice, words, speakers, checks, passages, groupings; each stored and resumable.

A stage whose record fits what is asked isn't done again; words resume at their last checkpoint. Speakers may
fail: a transcript without speakers is still a transcript. This process loads no network; its children do.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from . import audio
from .attribution import attribute
from .checks import check
from .children import Child, Message
from .errors import EngineFailed, EngineMissing
from .groupings import group
from .meaning import DIMENSIONS, MeaningClient, Vectors
from .models import ModelStore
from .options import TranscriptionOptions
from .passages import cut
from .quality import measured
from .so_far import first_look
from .types import Passage, Timing, Transcript, Turn, Word
from .voice import VoiceRules, WindowRules, voice_spans, windows
from .words_child import read_checkpoints
from .work import Record, WorkFolder, print_of

STAGES = ("decode", "voice", "words", "speakers", "checks", "passages", "groupings")
# Raised when a stage's way of working changes, so that records of an earlier way aren't taken for today's.
_VERSION = 6
# Likewise for the speakers alone, so that words needn't be heard again.
_SPEAKERS_VERSION = 3
_TOPIC_UNITS = 5

Report = Callable[[str, float, float], None]


def _silent(_stage: str, _done: float, _total: float) -> None:
    return


def default_threads() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pipeline:
    """Keeps the child processes and their models warm over several recordings. Close it when done."""

    def __init__(self, models: ModelStore, *, threads: int = 0) -> None:
        self.threads = threads or default_threads()
        self.models = models
        arguments = ["--models", str(models.folder), "--threads", str(self.threads)]
        self.words = Child("transcription.words_child", arguments, threads=self.threads)
        self.speakers = Child("transcription.speakers_child", arguments, threads=self.threads)
        self._meaning = MeaningClient(models.folder, threads=self.threads)

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child processes."""
        self.words.close()
        self.speakers.close()
        self._meaning.close()

    def warm(self, options: TranscriptionOptions) -> float:
        """Load every model that these options need; gives the seconds that took."""
        load_s = float(self.words.ask({"stage": "load", "options": options.to_json()})["load_s"])
        if options.separate_speakers:
            load_s += float(self.speakers.ask({})["load_s"])
        return load_s + self._meaning.warm()

    def load_meaning(self) -> float:
        """Load the sentence network if it isn't; the seconds that took."""
        return 0.0 if self._meaning.pid else self._meaning.warm()

    def meanings(self, texts: Sequence[str]) -> Vectors:
        """As `MeaningClient.embed`."""
        return self._meaning.embed(texts) if texts else np.zeros((0, DIMENSIONS), np.float32)

    def topic_shifts(self, texts: Sequence[str]) -> list[float]:
        """How much the topic changes after each text: unlikeness of the few texts before and after, 0 to 1."""
        vectors = self._meaning.embed(texts)
        sums = np.vstack([np.zeros((1, vectors.shape[1]), np.float32), np.cumsum(vectors, 0)])
        shifts = []
        for index in range(len(texts)):
            before = sums[index + 1] - sums[max(0, index + 1 - _TOPIC_UNITS)]
            after = sums[min(len(texts), index + 1 + _TOPIC_UNITS)] - sums[index + 1]
            norm = float(np.linalg.norm(before) * np.linalg.norm(after))
            shifts.append(1.0 - float(before @ after) / norm if norm > 1e-9 else 0.0)
        return shifts

    def run(
        self,
        path: Path,
        options: TranscriptionOptions,
        *,
        work: Path,
        report: Report = _silent,
        span: tuple[int, int] | None = None,
    ) -> Transcript:
        """Transcribe one file, going on from whatever ``work`` already holds.

        Args:
            report: called with a stage's name, and how much of it is done of how much (seconds of sound, or 1 of 1).
            span: start and end in milliseconds; only windows that lie in it or on its edge are heard. They are laid as
                for the whole file: a part cut out, heard by itself, comes out worse.
        Raises:
            UnreadableAudio: the file holds no sound; permanent.
            EngineFailed: a stage broke down; finished stages and checkpoints are kept.
            EngineMissing: a model isn't there.
        """
        return _Run(self, path, options, WorkFolder(work), report, span).transcript()

    def tell_apart(
        self, path: Path, options: TranscriptionOptions, *, work: Path, report: Report = _silent
    ) -> list[Turn]:
        """Who speaks when, and nothing else, going on from whatever ``work`` already holds.

        Raises:
            UnreadableAudio: the file holds no sound; permanent.
            EngineFailed: a stage broke down.
        """
        return _Run(self, path, options, WorkFolder(work), report).voices()


def run(
    path: Path,
    options: TranscriptionOptions,
    *,
    work: Path,
    models: ModelStore,
    report: Report = _silent,
) -> Transcript:
    """As `Pipeline.run`, for one file: starts the children and ends them."""
    with Pipeline(models, threads=options.threads) as pipeline:
        return pipeline.run(path, options, work=work, report=report)


def partial_words(work: Path) -> tuple[Word, ...]:
    """The words found so far, without speakers; readable at any moment of a run."""
    _, heard = read_checkpoints(work / "words.jsonl")
    return tuple(word for number in sorted(heard) for word in heard[number].words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sound:
    """What decoding left."""

    made_from: str
    duration_s: float
    warnings: tuple[str, ...]


class _Run:
    """One run over one file; remembers what was loaded and how long stages took."""

    def __init__(
        self,
        pipeline: Pipeline,
        path: Path,
        options: TranscriptionOptions,
        work: WorkFolder,
        report: Report,
        span: tuple[int, int] | None = None,
    ) -> None:
        self._pipeline, self._path, self._options, self._work, self._report = pipeline, path, options, work, report
        self._span = span
        self._seconds: dict[str, float] = {}
        self._load_s = 0.0

    def transcript(self) -> Transcript:
        began = time.perf_counter()
        self._first_look()
        sound = self._decode()
        voice = self._voice(sound)
        heard = self._words(sound, voice)
        words = self._ordered_words()
        spans, warning = self._speakers(sound, voice)
        clock = time.perf_counter()
        words, turns = attribute(words, spans) if words or spans else ((), ())
        turns = check(turns, words, voice)
        quality = measured(words, turns, voice, round(sound.duration_s * 1000))
        self._finish("checks", clock)
        passages, vectors = self._passages(words, turns)
        clock = time.perf_counter()
        groupings = group([passage.text for passage in passages], vectors)
        self._finish("groupings", clock)
        return Transcript(
            duration_s=sound.duration_s,
            language=heard["language"] if words else self._options.language,
            model=heard["model"],
            model_digest=heard["digest"],
            options=self._options.to_json(),
            versions=heard["versions"],
            words=words,
            turns=turns,
            passages=passages,
            groupings=groupings,
            timing=Timing(
                load_s=self._load_s,
                stages=dict(self._seconds),
                total_s=sum(self._seconds.values()),
                wall_s=time.perf_counter() - began,
            ),
            warnings=(*sound.warnings, *warning),
            quality=quality,
        )

    def voices(self) -> list[Turn]:
        sound = self._decode()
        spans, warning = self._speakers(sound, self._voice(sound))
        if warning:
            raise EngineFailed(warning[0])
        return spans

    def _first_look(self) -> None:
        """Of a long file, the first words at once: see `so_far`."""
        if self._span is not None or self._work.path("decode.json").exists():
            return
        self._report("decode", 0.0, 1.0)
        self._load_s += first_look(self._pipeline.words, self._path, self._options, self._work.folder)
        self._report("decode", 0.0, 1.0)

    def _decode(self) -> _Sound:
        stat = self._path.stat()
        made_from = print_of(_VERSION, stat.st_size, stat.st_mtime_ns)
        pcm = self._work.path("audio.pcm")
        record = self._work.kept("decode", made_from) if pcm.exists() else None
        if record is None:
            began = time.perf_counter()
            found = audio.decode(self._path, pcm, lambda done, total: self._report("decode", done, max(done, total)))
            record = self._work.keep(
                "decode",
                made_from,
                {
                    "seconds": time.perf_counter() - began,
                    "duration_s": found.duration_s,
                    "warnings": found.warnings(),
                },
            )
        self._done("decode", record)
        return _Sound(made_from=made_from, duration_s=record["duration_s"], warnings=tuple(record["warnings"]))

    def _voice(self, sound: _Sound) -> Any:
        target = self._work.path("voice.npy")
        record = self._work.kept("voice", sound.made_from) if target.exists() else None
        if record is None:
            request = {"stage": "voice", "pcm": str(self._work.path("audio.pcm")), "voice": str(target)}
            record = self._work.keep("voice", sound.made_from, self._pipeline.words.ask(request))
        self._done("voice", record)
        return np.load(target)

    def _words(self, sound: _Sound, voice: Any) -> Record:
        options = replace(self._options, speakers=None, separate_speakers=True)
        duration_ms = round(sound.duration_s * 1000)
        start_ms, end_ms = self._span or (0, duration_ms)
        laid = [
            [window.start_ms, window.end_ms]
            for window in windows(voice_spans(voice), voice, duration_ms)
            if window.end_ms > start_ms and window.start_ms < end_ms
        ]
        hub = options.engine == "faster_whisper"
        digest = self._pipeline.models.whisper(options.model).digest if hub else None
        made_from = print_of(sound.made_from, options.to_json(), digest, laid, str(VoiceRules()), str(WindowRules()))
        record = self._work.kept("words", made_from)
        if record is None:
            self._work.begin("words", made_from, "words.jsonl")
            request = {
                "stage": "words" if laid else "load",
                "pcm": str(self._work.path("audio.pcm")),
                "windows": laid,
                "voice": str(self._work.path("voice.npy")),
                "options": options.to_json(),
                "out": str(self._work.path("words.jsonl")),
            }
            record = self._pipeline.words.ask(request, self._heard("words"))
            self._load_s += record["load_s"]
            language, _ = read_checkpoints(self._work.path("words.jsonl"))
            record = self._work.keep("words", made_from, {**record, "language": language})
        self._done("words", record)
        return record

    def _ordered_words(self) -> tuple[Word, ...]:
        words = partial_words(self._work.folder)
        return tuple(sorted(words, key=lambda word: (word.start_ms, word.end_ms)))

    def _speakers(self, sound: _Sound, voice: Any) -> tuple[list[Turn], tuple[str, ...]]:
        """The speakers' spans; when that stage fails, none and a sentence that says so."""
        if not self._options.separate_speakers or not voice_spans(voice):
            self._seconds["speakers"] = 0.0
            return [], ()
        made_from = print_of(sound.made_from, self._options.speakers, _SPEAKERS_VERSION)
        record = self._work.kept("speakers", made_from)
        if record is None:
            request: Message = {"pcm": str(self._work.path("audio.pcm")), "speakers": self._options.speakers}
            try:
                record = self._pipeline.speakers.ask(request, self._heard("speakers"))
            except (EngineFailed, EngineMissing) as error:
                self._seconds["speakers"] = 0.0
                return [], (f"Speakers could not be told apart: {error}",)
            self._load_s += record["load_s"]
            record = self._work.keep("speakers", made_from, record)
        self._done("speakers", record)
        return [
            Turn(speaker=who, start_ms=start_ms, end_ms=end_ms, text="", speaker_confidence=sure)
            for who, start_ms, end_ms, sure in record["spans"]
        ], ()

    def _passages(self, words: tuple[Word, ...], turns: tuple[Turn, ...]) -> tuple[tuple[Passage, ...], Vectors]:
        began = time.perf_counter()
        if words:
            self._load_s += self._pipeline.load_meaning()
        loaded = time.perf_counter()
        passages = cut(words, turns, self._pipeline.topic_shifts)
        vectors = self._pipeline.meanings([passage.text for passage in passages])
        self._finish("passages", loaded if words else began)
        return passages, vectors

    def _heard(self, stage: str) -> Callable[[Message], None]:
        return lambda message: self._report(stage, message["done_ms"] / 1000, message["of_ms"] / 1000)

    def _done(self, stage: str, record: Record) -> None:
        self._seconds[stage] = float(record["seconds"])
        self._report(stage, 1.0, 1.0)

    def _finish(self, stage: str, began: float) -> None:
        self._seconds[stage] = time.perf_counter() - began
        self._report(stage, 1.0, 1.0)
