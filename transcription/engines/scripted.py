"""A recogniser that returns exactly what a written script says, for tests and demonstrations.

It warns whenever it is built outside them, because its words have nothing to do with the sound.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Sequence
from pathlib import Path

from transcription.errors import EngineMissing
from transcription.options import TranscriptionOptions
from transcription.sound.voice import Span
from transcription.types import Word

from .port import Heard, Sound

_WARNING = "The scripted engine writes words that nobody said: use it only for tests and demonstrations."


class ScriptedEngine:
    """Script: a JSON file ``{"language", "words": [{"text", "start_ms", "end_ms", "confidence"?}]}``."""

    name = "scripted"
    digest = None

    def __init__(self, options: TranscriptionOptions) -> None:
        if "PYTEST_CURRENT_TEST" not in os.environ and os.environ.get("RETREAT_SCRIPTED") != "1":
            warnings.warn(_WARNING, UserWarning, stacklevel=2)
        if options.script is None:
            raise EngineMissing("The scripted engine needs a script: give the path of its JSON file.")
        try:
            script = json.loads(Path(options.script).read_text("utf-8"))
            self._words = [
                Word(
                    text=str(item["text"]),
                    start_ms=int(item["start_ms"]),
                    end_ms=int(item["end_ms"]),
                    confidence=float(item.get("confidence", 1.0)),
                )
                for item in script["words"]
            ]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EngineMissing(f"The script {options.script} can't be read: {error}.") from error
        self._language = script.get("language", "en")
        self.model = "scripted"

    def versions(self) -> dict[str, str]:
        """A script has none."""
        return {"scripted": "1"}

    def replicas(self) -> list[ScriptedEngine]:
        """There is nothing to divide."""
        return [self]

    def languages_of(self, _sound: Sound, /) -> dict[str, float]:
        """The script's language, surely."""
        return {str(self._language): 1.0}

    def hear_otherwise(self, _sound: Sound, _window: Span, /, *, language: str | None) -> None:
        """See `Engine.hear_otherwise`; a script says one thing."""

    def hear_briefly(self, _sound: Sound, window: Span, /, *, language: str | None) -> Heard:
        """As `hear`: nothing cheaper is known here."""
        return self.hear(_sound, [window], first=0, language=language)[0]

    def hear_named(self, _sound: Sound, window: Span, /, *, language: str | None, terms: Sequence[str]) -> Heard:  # noqa: ARG002 - a script knows its names
        """As `hear`."""
        return self.hear(_sound, [window], first=0, language=language)[0]

    def hear(self, _sound: Sound, windows: Sequence[Span], /, *, first: int, language: str | None) -> list[Heard]:
        """The scripted words whose middle lies in each window."""
        return [
            Heard(
                window=number,
                language=language or self._language,
                words=tuple(
                    word
                    for word in self._words
                    if window.start_ms <= (word.start_ms + word.end_ms) // 2 < window.end_ms
                ),
            )
            for number, window in enumerate(windows, first)
        ]
