"""The process that finds voice and words: ``python -m transcription.words.words_child --models DIR --threads N``.

Requests: ``{"stage": "voice", "pcm", "voice"}`` writes voice probabilities; ``{"stage": "words", "pcm", "windows",
"voice", "options", "out"}`` appends one line for each window to ``out`` and skips windows that are already there;
each replica of the recogniser does a group of windows. Lines are made durable group by group, in order.
On the way: ``{"done_ms", "of_ms"}``.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from transcription.children.messages import Message
from transcription.children.serving import serve
from transcription.children.workers import share_out
from transcription.engines.choice import engine_for
from transcription.engines.port import Engine, Heard
from transcription.options import TranscriptionOptions
from transcription.sound.pcm_file import RATE_HZ, forget, samples
from transcription.sound.voice import Probabilities, Span, voice_probabilities
from transcription.weights import ModelStore

from .checkpoints import append, read_checkpoints, read_languages
from .hearing import WindowGroup, hear, piece_of, window_groups
from .languages import LanguageChange, Opinion, by_language, language_changes, likeliest, other_language, pieces, spread
from .loops import repeats

_TRIED_MS = 28_000


class _LoadedRecogniser:
    """Keeps the last used recogniser loaded between requests."""

    def __init__(self, models: Path, threads: int) -> None:
        self._models, self._threads = models, threads
        self._loaded: tuple[TranscriptionOptions, Engine] | None = None

    def answer(self, request: Message, send: Callable[[Message], None]) -> Message:
        if request["stage"] == "voice":
            began = time.perf_counter()
            voice = voice_probabilities(samples(Path(request["pcm"])), threads=self._threads)
            _write_durably(Path(request["voice"]), voice)
            return {"seconds": time.perf_counter() - began, "load_s": 0.0}
        options = TranscriptionOptions.from_json(request["options"])
        engine, load_s = self._engine(options)
        began = time.perf_counter()
        if request["stage"] == "words":
            self._recognise(engine, options, request, send)
        return {
            "seconds": time.perf_counter() - began,
            "load_s": load_s,
            "engine": engine.name,
            "model": engine.model,
            "digest": engine.digest,
            "versions": engine.versions(),
        }

    def _engine(self, options: TranscriptionOptions) -> tuple[Engine, float]:
        if self._loaded and self._loaded[0] == options:
            return self._loaded[1], 0.0
        began = time.perf_counter()
        self._loaded = None
        engine = engine_for(options, ModelStore(self._models), threads=self._threads)
        self._loaded = (options, engine)
        return engine, time.perf_counter() - began

    def _recognise(
        self, engine: Engine, options: TranscriptionOptions, request: Message, send: Callable[[Message], None]
    ) -> None:
        sound, voice = samples(Path(request["pcm"])), np.load(request["voice"])
        out = Path(request["out"])
        _, heard = read_checkpoints(out, repair=True)
        changes = read_languages(out)

        def hear_whole(replica: Engine, group: WindowGroup) -> list[Heard]:
            found = hear(replica, sound, voice, group, options.glossary, known=heard)
            forget(sound)
            return found

        with out.open("a", encoding="utf-8") as file:
            if not changes and not heard:
                of_ms = sum(end_ms - start_ms for start_ms, end_ms in request["windows"])
                changes = _found_languages(engine, options, sound, voice, lambda: send({"done_ms": 0, "of_ms": of_ms}))
                language = changes[0].language if changes else None
                parts = [[change.start_ms, change.language] for change in changes]
                append(file, [{"language": language, "parts": parts}])
            windows = by_language(_spans_of(request["windows"]), changes)
            of_ms = sum(window.length_ms for window, _ in windows)
            done_ms = sum(window.length_ms for number, (window, _) in enumerate(windows) if number in heard)
            missing = [group for group in window_groups(windows) if not heard.keys() >= set(group.numbers)]
            for found in share_out(engine.replicas, missing, hear_whole):
                append(file, [item.to_json() for item in found])
                done_ms += sum(windows[item.window][0].length_ms for item in found)
                send({"done_ms": done_ms, "of_ms": of_ms})


def _write_durably(target: Path, voice: Probabilities) -> None:
    """Write it durably before anybody records that it exists: a power cut must not leave half of it."""
    scratch = target.with_name(f".{target.name}")
    with scratch.open("wb") as file:
        np.save(file, voice)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(target)


def _found_languages(
    engine: Engine, options: TranscriptionOptions, sound: Any, voice: Probabilities, alive: Callable[[], None]
) -> list[LanguageChange]:
    """Ask about certain voice from all over the file, or about all of it if a stretch is surely in another language.

    For hours of sound that takes as long as transcribing, so each answer is reported as progress.
    """
    if options.language:
        return [LanguageChange(start_ms=0, language=options.language)]
    found = pieces(voice, len(sound) * 1000 // RATE_HZ)

    def ask(replica: Engine, index: int) -> Opinion:
        opinion = replica.languages_of(piece_of(sound, [found[index]]))
        forget(sound)
        return opinion

    def asked(indices: Sequence[int]) -> dict[int, Opinion]:
        opinions = {}
        for index, opinion in zip(indices, share_out(engine.replicas, indices, ask), strict=True):
            opinions[index] = opinion
            alive()
        return opinions

    opinions = asked(spread(found))
    tried = likeliest([found[index] for index in opinions], list(opinions.values()))
    if not tried:
        return []
    language = tried[0] if len(tried) == 1 else _best_read(engine, sound, found, tried)
    if not any(other_language(found[index], opinion, language) for index, opinion in opinions.items()):
        return [LanguageChange(start_ms=0, language=language)]
    opinions |= asked([index for index in range(len(found)) if index not in opinions])
    return language_changes(found, [opinions[index] for index in range(len(found))], language)


def _best_read(engine: Engine, sound: Any, found: Sequence[Span], tried: Sequence[str]) -> str:
    """Of several languages, the one in which the longest stretch makes most sense to the recogniser.

    A loop makes no sense, however confident it is: a recogniser falls into one in the wrong language.
    """
    longest = max(found, key=lambda piece: piece.length_ms)
    window = Span(start_ms=longest.start_ms, end_ms=min(longest.end_ms, longest.start_ms + _TRIED_MS))

    def sense(language: str) -> float:
        heard = engine.hear_briefly(piece_of(sound, [window]), window, language=language)
        loop = repeats([word.text for word in heard.words])
        return heard.average_logprob if heard.words and not loop else float("-inf")

    return max(tried, key=sense)


def _spans_of(pairs: Sequence[Sequence[int]]) -> list[Span]:
    return [Span(start_ms=start_ms, end_ms=end_ms) for start_ms, end_ms in pairs]


def main() -> None:
    """Serve until the parent's pipe closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    chosen = parser.parse_args()
    serve(_LoadedRecogniser(chosen.models, chosen.threads).answer)


if __name__ == "__main__":
    main()
