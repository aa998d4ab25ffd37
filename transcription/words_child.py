"""The process that finds voice and words: ``python -m transcription.words_child --models DIR --threads N``.

Requests: ``{"stage": "voice", "pcm", "voice"}`` writes voice probabilities; ``{"stage": "words", "pcm", "windows",
"voice", "options", "out"}`` appends one line for each window to ``out`` and skips the windows that stand there;
voice without words is heard a second time. Lines are made durable at most 60 s of sound apart.
On the way: ``{"done_ms", "of_ms"}``.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from .audio import forget, samples
from .checkpoints import append, read_checkpoints, read_languages
from .children import Message, serve
from .engines import Engine, Heard, engine_for
from .gaps import believable, merged, unheard
from .glossary import TERMS_AT_ONCE, likenesses, spelled
from .invented import believed
from .languages import Opinion, Part, another, by_language, likeliest, parts, pieces, spread
from .models import ModelStore
from .options import TranscriptionOptions
from .voice import RATE_HZ, Probabilities, Span, voice_probabilities

CHECKPOINT_MS = 60_000
_TRIED_MS = 28_000


class _Words:
    """Keeps the last used recogniser loaded between requests."""

    def __init__(self, models: Path, threads: int) -> None:
        self._models, self._threads = models, threads
        self._loaded: tuple[TranscriptionOptions, Engine] | None = None

    def answer(self, request: Message, send: Callable[[Message], None]) -> Message:
        if request["stage"] == "voice":
            began = time.perf_counter()
            _keep(Path(request["voice"]), voice_probabilities(samples(Path(request["pcm"]))))
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
        with out.open("a", encoding="utf-8") as file:
            if not changes and not heard:
                of_ms = sum(end_ms - start_ms for start_ms, end_ms in request["windows"])
                changes = _languages(engine, options, sound, voice, lambda: send({"done_ms": 0, "of_ms": of_ms}))
                language = changes[0].language if changes else None
                append(file, [{"language": language, "parts": [[part.start_ms, part.language] for part in changes]}])
            windows = by_language(_spans(request["windows"]), changes)
            of_ms = sum(window.length_ms for window, _ in windows)
            done_ms = sum(window.length_ms for number, (window, _) in enumerate(windows) if number in heard)
            for first, group, language in _groups(windows):
                missing = {number for number in range(first, first + len(group)) if number not in heard}
                if not missing:
                    continue
                # Also those of a torn group that are kept: in other company the same sound may be heard otherwise.
                found = engine.hear(_piece(sound, group), group, first=first, language=language)
                found = [
                    _mended(engine, sound, window, item, voice, options.glossary)
                    for window, item in zip(group, found, strict=True)
                    if item.window in missing
                ]
                forget(sound)
                append(file, [item.to_json() for item in found])
                done_ms += sum(windows[number][0].length_ms for number in missing)
                send({"done_ms": done_ms, "of_ms": of_ms})


def _mended(
    engine: Engine, sound: Any, window: Span, heard: Heard, voice: Probabilities, glossary: Sequence[str]
) -> Heard:
    """The same with what was passed over, without what nobody can have said, and with names spelled right."""
    heard = _heard_again(engine, sound, window, heard, voice)
    heard = replace(heard, words=believed(window, heard.words, voice, no_speech=heard.no_speech))
    return _named(engine, sound, window, heard, glossary)


def _heard_again(engine: Engine, sound: Any, window: Span, heard: Heard, voice: Probabilities) -> Heard:
    """The same, with confident words for the voice that had none."""
    words = heard.words
    for gap in unheard(window, words, voice):
        item = engine.hear_briefly(_piece(sound, [gap]), gap, language=heard.language)
        sure = {"logprob": item.average_logprob, "no_speech": item.no_speech, "temperature": item.temperature}
        if believable(gap, item.words, **sure):
            words = merged(words, item.words)
    return replace(heard, words=words)


def _named(engine: Engine, sound: Any, window: Span, heard: Heard, glossary: Sequence[str]) -> Heard:
    """The same, with terms of the glossary where something like them was heard and a second hearing confirms them."""
    places = likenesses(glossary, heard.words)[:TERMS_AT_ONCE]
    if not places:
        return heard
    terms = [place.term for place in places]
    again = engine.hear_named(_piece(sound, [window]), window, language=heard.language, terms=terms)
    return replace(heard, words=spelled(heard.words, places, again.words))


def _keep(target: Path, voice: Probabilities) -> None:
    """Whole and safe before anybody notes that it is there: a power cut must not leave half of it."""
    scratch = target.with_name(f".{target.name}")
    with scratch.open("wb") as file:
        np.save(file, voice)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(target)


def _piece(sound: Any, windows: Sequence[Span]) -> Any:
    start, end = (ms * RATE_HZ // 1000 for ms in (windows[0].start_ms, windows[-1].end_ms))
    return np.asarray(sound[start:end], np.float32) / 32768.0


def _languages(
    engine: Engine, options: TranscriptionOptions, sound: Any, voice: Probabilities, alive: Callable[[], None]
) -> list[Part]:
    """Ask about sure voice from all over the file; about all of it where a stretch is surely another language.

    Of some hours that takes as long as hearing does: each answer is a sign of life.
    """
    if options.language:
        return [Part(start_ms=0, language=options.language)]
    found = pieces(voice, len(sound) * 1000 // RATE_HZ)

    def asked(index: int) -> Opinion:
        opinion = engine.languages_of(_piece(sound, [found[index]]))
        forget(sound)
        alive()
        return opinion

    opinions = {index: asked(index) for index in spread(found)}
    tried = likeliest([found[index] for index in opinions], list(opinions.values()))
    if not tried:
        return []
    language = tried[0] if len(tried) == 1 else _best_read(engine, sound, found, tried)
    if not any(another(found[index], opinion, language) for index, opinion in opinions.items()):
        return [Part(start_ms=0, language=language)]
    everywhere = [opinions[index] if index in opinions else asked(index) for index in range(len(found))]
    return parts(found, everywhere, language)


def _best_read(engine: Engine, sound: Any, found: Sequence[Span], tried: Sequence[str]) -> str:
    """Of several languages the one in which the longest stretch makes most sense to the recogniser."""
    longest = max(found, key=lambda piece: piece.length_ms)
    window = Span(start_ms=longest.start_ms, end_ms=min(longest.end_ms, longest.start_ms + _TRIED_MS))

    def sense(language: str) -> float:
        heard = engine.hear_briefly(_piece(sound, [window]), window, language=language)
        return heard.average_logprob if heard.words else float("-inf")

    return max(tried, key=sense)


def _spans(pairs: Sequence[Sequence[int]]) -> list[Span]:
    return [Span(start_ms=start_ms, end_ms=end_ms) for start_ms, end_ms in pairs]


def _groups(windows: Sequence[tuple[Span, str | None]]) -> Iterator[tuple[int, list[Span], str | None]]:
    """Neighbouring windows of one language, at most 60 s of sound (one window may be all of it).

    The same whatever is done already: a resumed run hears the same windows together as an undisturbed one.
    """
    group: list[Span] = []
    first = 0
    spoken: str | None = None
    for number, (window, language) in enumerate(windows):
        full = sum(item.length_ms for item in group) + window.length_ms > CHECKPOINT_MS
        far = bool(group) and window.end_ms - group[0].start_ms > 4 * CHECKPOINT_MS
        if group and (full or far or language != spoken):
            yield first, group, spoken
            group = []
        if not group:
            first, spoken = number, language
        group.append(window)
    if group:
        yield first, group, spoken


def main() -> None:
    """Serve until the parent's pipe closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    chosen = parser.parse_args()
    serve(_Words(chosen.models, chosen.threads).answer)


if __name__ == "__main__":
    main()
