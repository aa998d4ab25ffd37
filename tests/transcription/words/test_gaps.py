"""Voice without words is found, and only confident words may fill it, each once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.transcription.make import words_of
from transcription.sound.voice import FRAME_MS, Span
from transcription.words.gaps import believable, merged, unheard

WINDOW = Span(start_ms=0, end_ms=12_000)


def voice(*voiced: tuple[int, int]) -> np.ndarray:
    """Sure voice in these milliseconds."""
    made = np.zeros(12_000 // FRAME_MS, np.uint8)
    for start_ms, end_ms in voiced:
        made[start_ms // FRAME_MS : end_ms // FRAME_MS] = 240
    return made


def test_a_skipped_sentence_when_looked_for_then_its_stretch_is_found() -> None:
    words = words_of("we begin here") + words_of("and we end", start_ms=8000)

    (gap,) = unheard(WINDOW, words, voice((0, 900), (3000, 6000), (8000, 8900)))

    assert gap.start_ms == pytest.approx(2800, abs=FRAME_MS)
    assert gap.end_ms == pytest.approx(6200, abs=FRAME_MS)


def test_a_word_stretched_over_what_it_swallowed_when_looked_for_then_the_rest_counts_as_unheard() -> None:
    (swallower,) = words_of("a", each_ms=6000)

    (gap,) = unheard(WINDOW, [swallower], voice((0, 6000)))

    assert 400 <= gap.start_ms <= 800


def test_silence_noise_and_breath_when_looked_for_then_there_is_nothing_to_hear_again() -> None:
    assert unheard(WINDOW, [], voice()) == []
    assert unheard(WINDOW, [], np.full(375, 110, np.uint8)) == []
    assert unheard(WINDOW, words_of("one two"), voice((0, 1300))) == []


@pytest.mark.parametrize(
    ("text", "confidence", "said", "kept"),
    [
        ("and leave space for that", 0.8, {}, True),
        ("and leave space for that", 0.3, {}, False),
        ("and leave space for that", 0.8, {"logprob": -1.2}, False),
        ("and leave space for that", 0.8, {"no_speech": 0.9}, False),
        ("and leave space for that", 0.8, {"temperature": 0.8}, False),
        ("so", 0.9, {}, False),
        ("no no no no no no", 0.9, {}, False),
        ("far more words than anybody can say in this little time " * 3, 0.9, {}, False),
    ],
)
def test_a_second_hearing_when_doubtful_then_it_is_not_kept(
    text: str, confidence: float, said: dict[str, float], kept: bool
) -> None:
    measures = {"logprob": -0.3, "no_speech": 0.05, "temperature": 0.0} | said

    assert believable(Span(start_ms=0, end_ms=3000), words_of(text, confidence=confidence), **measures) is kept


def test_added_words_when_merged_then_time_order_holds_and_edges_are_not_doubled() -> None:
    kept = words_of("we begin here,") + words_of("And we end", start_ms=8000)

    whole = merged(kept, words_of("here and there was more and", start_ms=700, each_ms=500))

    assert " ".join(word.text for word in whole) == "we begin here, and there was more And we end"
    assert [word.start_ms for word in whole] == sorted(word.start_ms for word in whole)
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(whole))
