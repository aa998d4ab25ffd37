"""A window in which voice has no words is heard in a second way, and the fuller of both is written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.transcription.make import words_of
from transcription.engines.port import Heard, Sound
from transcription.sound.voice import Span
from transcription.types import Word
from transcription.words.hearing import WindowGroup, hear

WINDOWS = (Span(start_ms=0, end_ms=6_000), Span(start_ms=6_000, end_ms=12_000))
SOUND = np.zeros(12 * 16_000, np.int16)
# Somebody talks all the time, in both windows.
TALK = np.full(12_000 // 32, 255, np.uint8)
WHOLE = "one two three four five six seven eight nine ten eleven twelve"
LOOP = " ".join(["and so on"] * 7)


class TwoWays:
    """A recogniser that writes one text in its usual way and another in its other one; notes what it was asked."""

    def __init__(self, usual: str, other: str | None) -> None:
        self._usual, self._other = usual, other
        self.otherwise: list[Span] = []

    def _words(self, text: str, window: Span) -> tuple[Word, ...]:
        return tuple(words_of(text, start_ms=window.start_ms, each_ms=500))

    def hear(self, _sound: Sound, windows: Sequence[Span], /, *, first: int, language: str | None) -> list[Heard]:
        """The first window is always heard whole."""
        texts = [WHOLE, *([self._usual] * (len(windows) - 1))]
        return [
            Heard(window=number, language=language, words=self._words(text, window))
            for number, (text, window) in enumerate(zip(texts, windows, strict=True), first)
        ]

    def hear_otherwise(self, sound: Sound, window: Span, /, *, language: str | None) -> Heard | None:
        assert len(sound) == window.length_ms * 16
        self.otherwise.append(window)
        return (
            None if self._other is None else Heard(window=0, language=language, words=self._words(self._other, window))
        )

    def hear_briefly(self, _sound: Sound, _window: Span, /, *, language: str | None) -> Heard:
        return Heard(window=0, language=language, words=())


def second_window(engine: TwoWays) -> str:
    group = WindowGroup(first=4, windows=WINDOWS, language="en")
    found = hear(engine, SOUND, TALK, group, ())  # type: ignore[arg-type]
    assert [item.window for item in found] == [4, 5]
    return " ".join(word.text for word in found[1].words)


def test_a_window_heard_whole_then_it_is_heard_in_one_way_only() -> None:
    engine = TwoWays(WHOLE, "something else")

    assert second_window(engine) == WHOLE
    assert engine.otherwise == []


def test_a_window_in_which_the_recogniser_stopped_too_early_then_what_the_other_way_hears_is_written() -> None:
    engine = TwoWays("one two three", WHOLE)

    assert second_window(engine) == WHOLE
    assert engine.otherwise == [WINDOWS[1]]


@pytest.mark.parametrize("other", ["one two", "", "one two three", "five six seven eight", None, LOOP])
def test_another_way_that_leaves_as_much_voice_without_words_then_the_usual_way_is_written(other: str | None) -> None:
    assert second_window(TwoWays("one two three four", other)) == "one two three four"
