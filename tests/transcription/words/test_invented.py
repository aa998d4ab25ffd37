"""Words that neither the voice network nor the recogniser is sure of are not written; quiet people still are."""

from __future__ import annotations

import pytest

from tests.transcription.make import words_of
from tests.transcription.voiced import probabilities
from transcription.sound.voice import Span
from transcription.types import Word
from transcription.words.invented import believed
from transcription.words.loops import without_loops

WINDOW = Span(start_ms=0, end_ms=10_000)
STRINGS = (0.6, 0.7)  # seconds and probability: what a bowed melody looks like to the voice network
PERSON = (1.5, 0.95)


def said(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("voice", "confidence", "no_speech", "kept"),
    [
        (STRINGS, 0.4, 0.2, False),
        (STRINGS, 0.9, 0.2, True),
        (PERSON, 0.4, 0.2, True),
        (PERSON, 0.4, 0.8, False),
        (PERSON, 0.9, 0.8, True),
    ],
)
def test_words_when_both_networks_doubt_them_then_they_are_not_written(
    voice: tuple[float, float], confidence: float, no_speech: float, kept: bool
) -> None:
    heard = words_of("uh uh uh", start_ms=2000, each_ms=200, confidence=confidence)

    written = believed(WINDOW, heard, probabilities((2, 0.0), voice, (6.5, 0.0)), no_speech=no_speech)

    assert bool(written) == kept


def test_speech_with_a_noise_behind_it_when_judged_then_only_the_speech_is_written() -> None:
    voice = probabilities((1, 0.0), PERSON, (3, 0.0), STRINGS, (3, 0.0))
    spoken = words_of("we asked her", start_ms=1000, confidence=0.8)
    noise = words_of("thank you", start_ms=5500, confidence=0.3)

    assert said(believed(WINDOW, [*spoken, *noise], voice, no_speech=0.1)) == "we asked her"


def test_a_loop_over_a_noise_when_judged_then_its_sureness_counts_for_nothing() -> None:
    loop = words_of("a, a, a, a, a, a, a, a,", start_ms=2000, each_ms=80, confidence=0.85)

    assert believed(WINDOW, loop, probabilities((2, 0.0), STRINGS, (7, 0.0)), no_speech=0.2) == ()


def test_a_soft_okay_while_others_talk_when_judged_then_it_stays_and_alone_it_does_not() -> None:
    okay = words_of("okay", start_ms=5600, each_ms=400, confidence=0.56)

    in_talk = believed(WINDOW, okay, probabilities((1, 0.0), PERSON, (3, 0.0), STRINGS, (3, 0.0)), no_speech=0.1)
    alone = believed(WINDOW, okay, probabilities((5.5, 0.0), STRINGS, (3, 0.0)), no_speech=0.1)

    assert (said(in_talk), said(alone)) == ("okay", "")


def test_an_unsure_word_beside_clear_speech_when_judged_then_it_stays() -> None:
    """A mumbled word in the midst of talk is a person's, however unsure: it is for the checks to flag."""
    voice = probabilities((1, 0.0), PERSON, (7.5, 0.0))
    mumbled = words_of("we never asked", start_ms=1000, confidence=0.2)

    assert said(believed(WINDOW, mumbled, voice, no_speech=0.3)) == "we never asked"


def test_a_window_without_words_or_voice_when_judged_then_it_stays_as_it_is() -> None:
    silence = probabilities((10, 0.0))

    assert believed(WINDOW, [], silence, no_speech=0.9) == ()
    assert said(believed(WINDOW, words_of("yes"), silence, no_speech=0.1)) == "yes"


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("in the " + "19th, " * 47 + "I am sorry", "in the 19th, I am sorry"),
        ("so " + "They are here. " * 9, "so They are here."),
        ("uh " * 12 + "well " + "uh " * 12, "uh well uh"),
        ("no no no no no no not that", "no no no no no no not that"),
        ("in a, in a, in a, in a summarised section", "in a, in a, in a, in a summarised section"),
        ("", ""),
    ],
)
def test_what_goes_round_and_round_when_judged_then_it_is_written_once_and_a_stammer_stays(
    heard: str, written: str
) -> None:
    assert said(without_loops(words_of(heard))) == written
