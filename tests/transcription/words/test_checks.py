"""Each doubt is flagged, ordinary speech isn't, and no word ever disappears."""

from __future__ import annotations

import numpy as np
import pytest

from tests.transcription.make import span, words_of
from transcription.speakers.attribution import attribute
from transcription.types import (
    FLAG_IMPOSSIBLE_RATE,
    FLAG_LOW_CONFIDENCE,
    FLAG_REPETITION,
    FLAG_SPEECH_WITHOUT_TEXT,
    FLAG_TEXT_OVER_SILENCE,
)
from transcription.words.checks import check
from transcription.words.loops import repeats

VOICE = np.full(1000, 220, np.uint8)
SILENCE = np.zeros(1000, np.uint8)
TALK = "we never asked her what she wanted until the very end"


@pytest.mark.parametrize(
    ("words", "voice", "flags"),
    [
        (words_of(TALK), VOICE, ()),
        (words_of(TALK), SILENCE, (FLAG_TEXT_OVER_SILENCE,)),
        (words_of("thank you " * 6), VOICE, (FLAG_REPETITION,)),
        (words_of(TALK, each_ms=60), VOICE, (FLAG_IMPOSSIBLE_RATE,)),
        (words_of(TALK, confidence=0.2), VOICE, (FLAG_LOW_CONFIDENCE,)),
        ([], VOICE, (FLAG_SPEECH_WITHOUT_TEXT,)),
        ([], SILENCE, ()),
    ],
)
def test_a_turn_when_checked_then_it_has_the_flags_it_deserves(words, voice, flags) -> None:  # type: ignore[no-untyped-def]
    spoken, turns = attribute(words, [span("S1", 0, 4000)])

    (turn,) = check(turns, spoken, voice)

    assert turn.flags == flags
    assert turn.text == " ".join(word.text for word in words)


def test_people_repeating_themselves_a_little_when_checked_then_it_is_no_loop() -> None:
    assert not repeats(["no", "no", "no", "I", "mean", "yes"])
    assert not repeats(["I", "think", "I", "think", "we", "should", "go"])
    assert repeats(["and", "then", "and", "then", "and", "then", "and", "then"])
