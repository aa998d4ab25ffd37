"""The process that finds voice and words: ``python -m transcription.words_child --models DIR --threads N``.

Requests: ``{"stage": "voice", "pcm", "voice"}`` writes voice probabilities; ``{"stage": "words", "pcm",
"windows", "spans", "options", "out"}`` appends one line for each window to ``out`` and skips the windows that
stand there. Lines are made durable at most 60 s of sound apart. On the way: ``{"done_ms", "of_ms"}``.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .audio import samples
from .children import Message, serve
from .engines import Engine, Heard, engine_for
from .models import ModelStore
from .options import TranscriptionOptions
from .voice import RATE_HZ, Span, voice_probabilities

CHECKPOINT_MS = 60_000
_LANGUAGE_SPANS = 60
_LANGUAGE_MS = 120_000


class _Words:
    """Keeps the last used recogniser loaded between requests."""

    def __init__(self, models: Path, threads: int) -> None:
        self._models, self._threads = models, threads
        self._loaded: tuple[TranscriptionOptions, Engine] | None = None

    def answer(self, request: Message, send: Callable[[Message], None]) -> Message:
        if request["stage"] == "voice":
            began = time.perf_counter()
            voice = voice_probabilities(samples(Path(request["pcm"])))
            np.save(request["voice"], voice)
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
        sound = samples(Path(request["pcm"]))
        windows = _spans(request["windows"])
        out = Path(request["out"])
        language, heard = read_checkpoints(out, repair=True)
        of_ms = sum(window.length_ms for window in windows)
        done_ms = sum(window.length_ms for number, window in enumerate(windows) if number in heard)
        with out.open("a", encoding="utf-8") as file:
            if language is None and not heard:
                language = options.language or _language(engine, sound, _spans(request["spans"]))
                _append(file, [{"language": language}])
            for first, group in _groups(windows, set(heard)):
                start, end = (ms * RATE_HZ // 1000 for ms in (group[0].start_ms, group[-1].end_ms))
                piece = np.asarray(sound[start:end], np.float32) / 32768.0
                found = engine.hear(piece, group, first=first, language=language)
                _append(file, [item.to_json() for item in found])
                done_ms += sum(window.length_ms for window in group)
                send({"done_ms": done_ms, "of_ms": of_ms})


def read_checkpoints(path: Path, *, repair: bool = False) -> tuple[str | None, dict[int, Heard]]:
    """What a words file holds so far: the language, and what was heard by window.

    A torn last line is passed over; ``repair`` also cuts it off, for the one process that writes.
    """
    language: str | None = None
    heard: dict[int, Heard] = {}
    if not path.exists():
        return language, heard
    whole = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            record: dict[str, Any] = json.loads(line)
            if "window" in record:
                item = Heard.from_json(record)
                heard[item.window] = item
            else:
                language = record["language"]
            whole += len(line)
    if repair and whole < path.stat().st_size:
        os.truncate(path, whole)
    return language, heard


def _append(file: Any, records: Sequence[Message]) -> None:
    file.write("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    file.flush()
    os.fsync(file.fileno())


def _language(engine: Engine, sound: Any, spans: Sequence[Span]) -> str | None:
    """Ask about the surest voice only, two minutes of it, taken from all over the file."""
    chosen = sorted(sorted(spans, key=lambda span: -span.length_ms)[:_LANGUAGE_SPANS], key=lambda span: span.start_ms)
    found: list[Span] = []
    pieces, at_ms = [], 0
    for span in chosen:
        length_ms = min(span.length_ms, 10_000)
        if at_ms + length_ms > _LANGUAGE_MS:
            break
        start = span.start_ms * RATE_HZ // 1000
        pieces.append(np.asarray(sound[start : start + length_ms * RATE_HZ // 1000], np.float32) / 32768.0)
        found.append(Span(start_ms=at_ms, end_ms=at_ms + length_ms))
        at_ms += length_ms
    return engine.language_of(np.concatenate(pieces), found) if pieces else None


def _spans(pairs: Sequence[Sequence[int]]) -> list[Span]:
    return [Span(start_ms=start_ms, end_ms=end_ms) for start_ms, end_ms in pairs]


def _groups(windows: Sequence[Span], done: set[int]) -> Iterator[tuple[int, list[Span]]]:
    """Neighbouring windows still to do, at most 60 s of sound together (one window may be all of it)."""
    group: list[Span] = []
    first = 0
    for number, window in enumerate(windows):
        full = sum(item.length_ms for item in group) + window.length_ms > CHECKPOINT_MS
        far = bool(group) and window.end_ms - group[0].start_ms > 4 * CHECKPOINT_MS
        if group and (full or far or number in done):
            yield first, group
            group = []
        if number in done:
            continue
        if not group:
            first = number
        group.append(window)
    if group:
        yield first, group


def main() -> None:
    """Serve until the parent's pipe closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    chosen = parser.parse_args()
    serve(_Words(chosen.models, chosen.threads).answer)


if __name__ == "__main__":
    main()
