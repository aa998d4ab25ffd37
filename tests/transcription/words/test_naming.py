"""Of a long glossary the recogniser is told only the terms that something heard resembles, and only in a second try."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.transcription.make import words_of
from transcription.engines.port import Heard
from transcription.sound.voice import Span
from transcription.words.glossary import TERMS_AT_ONCE
from transcription.words.hearing import _named

GLOSSARY = ["Adam Duguid", *(f"Zzyzx{letter}{other}ovar" for letter in "abcdefghij" for other in "klmnopqrst")]


class Listener:
    """A recogniser that notes which terms it was told."""

    def __init__(self) -> None:
        self.told: list[list[str]] = []

    def hear_named(self, _sound: Any, _window: Span, *, language: str, terms: Sequence[str]) -> Heard:
        """Hear nothing new."""
        self.told.append(list(terms))
        return heard("")


def heard(words: str) -> Heard:
    """What a recogniser made of a window."""
    return Heard(
        window=0,
        language="en",
        words=tuple(words_of(words, confidence=0.4)),
        average_logprob=-0.3,
        no_speech=0.0,
        temperature=0.0,
    )


def test_a_long_glossary_when_one_name_is_misheard_then_the_recogniser_is_told_that_name_alone() -> None:
    engine = Listener()

    _named(
        engine, np.zeros(160_000, np.int16), Span(start_ms=0, end_ms=10_000), heard("My name's Adam Diggard."), GLOSSARY
    )  # type: ignore[arg-type]

    assert engine.told == [["Adam Duguid"]] and len(GLOSSARY) > TERMS_AT_ONCE


def test_a_long_glossary_when_nothing_resembles_it_then_the_recogniser_is_never_told() -> None:
    engine = Listener()

    _named(
        engine, np.zeros(160_000, np.int16), Span(start_ms=0, end_ms=10_000), heard("We went to the shop."), GLOSSARY
    )  # type: ignore[arg-type]

    assert engine.told == []
