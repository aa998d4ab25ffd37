"""What a recogniser is asked for a stretch: plainly first, and names only where something like them was heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.transcription.make import words_of
from transcription.engines.port import Heard, Sound
from transcription.options import TranscriptionOptions
from transcription.sound.voice import Span
from transcription.words.glossary import TERMS_AT_ONCE
from transcription.words.hearing import WindowGroup, hear
from transcription.words.words_child import _found_languages

WINDOW = Span(start_ms=0, end_ms=4_000)
SOUND = np.zeros(4 * 16_000, np.int16)
# Somebody talks all the time.
VOICE = np.full(4_000 // 32, 255, np.uint8)
# Places of a programme, none of which sounds like what is said; and the one name that does.
PLACES = tuple(f"{first}{last}" for first in ("Aber", "Kil", "Strath") for last in ("marnock", "fermline", "clyde"))
NAME = "Adam Duguid"


class Ear:
    """A recogniser that always hears the same, and remembers which names were put before it and in which language."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.told: list[tuple[str, ...]] = []
        self.languages: list[str | None] = []

    def _heard(self, language: str | None) -> Heard:
        self.languages.append(language)
        words = tuple(words_of(self._text, confidence=0.6))
        return Heard(window=0, language=language, words=words)

    def hear(self, _sound: Sound, windows: Sequence[Span], /, *, first: int, language: str | None) -> list[Heard]:
        return [self._heard(language)]

    def hear_otherwise(self, _sound: Sound, _window: Span, /, *, language: str | None) -> None:
        return None

    def hear_briefly(self, _sound: Sound, _window: Span, /, *, language: str | None) -> Heard:
        return Heard(window=0, language=language, words=())

    def hear_named(self, _sound: Sound, _window: Span, /, *, language: str | None, terms: Sequence[str]) -> Heard:
        self.told.append(tuple(terms))
        return self._heard(language)

    def replicas(self) -> list[Ear]:
        return [self]

    def languages_of(self, _sound: Sound, /) -> dict[str, float]:
        return {"en": 1.0}


def names_told(text: str, *glossary: str) -> list[tuple[str, ...]]:
    ear = Ear(text)
    group = WindowGroup(first=0, windows=(WINDOW,), language="en")
    hear(ear, SOUND, VOICE, group, glossary)  # type: ignore[arg-type]
    return ear.told


def test_a_long_glossary_when_one_name_of_it_is_nearly_heard_then_that_one_alone_is_put_before_the_recogniser() -> None:
    assert names_told("my name is Adam Diggard and we are here", *PLACES, NAME) == [(NAME,)]


def test_a_long_glossary_when_nothing_like_it_is_heard_then_the_stretch_is_heard_once_and_plainly() -> None:
    assert names_told("we went out to the garden with her", *PLACES, NAME) == []


def test_names_that_all_sound_like_what_was_heard_then_no_more_are_put_before_it_than_may_steer_it() -> None:
    alike = [f"Adam Dug{vowel}{end}" for vowel in "aeiou" for end in ("rd", "rt", "d", "t")]

    (told,) = names_told("my name is Adam Diggard and we are here", *alike)

    assert 0 < len(told) <= TERMS_AT_ONCE < len(alike)


@pytest.mark.parametrize(("named", "expected"), [("cy", "cy"), (None, "en")])
def test_a_language_that_somebody_named_then_the_sound_is_not_asked_for_another(
    named: str | None, expected: str
) -> None:
    ear = Ear("croeso i bawb")

    changes = _found_languages(ear, TranscriptionOptions(language=named), SOUND, VOICE, lambda: None)  # type: ignore[arg-type]
    group = WindowGroup(first=0, windows=(WINDOW,), language=changes[0].language)
    hear(ear, SOUND, VOICE, group, ())  # type: ignore[arg-type]

    assert [change.language for change in changes] == [expected] and set(ear.languages) == {expected}
