"""What a transcript says about itself: voice with and without words, words without a voice, doubtful words."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.transcription.make import words_of
from transcription.sound.voice import FRAME_MS
from transcription.types import FLAG_LOW_CONFIDENCE, FLAG_OVERLAP, Quality, Transcript, Turn
from transcription.words.quality import measured

MINUTE = 60_000 // FRAME_MS


def voice(*parts: tuple[float, int]) -> np.ndarray:
    """Voice probabilities: so many seconds of each value."""
    return np.concatenate([np.full(round(seconds * 1000 / FRAME_MS), value, np.uint8) for seconds, value in parts])


def test_talk_that_was_all_written_down_when_measured_then_nothing_is_missing_or_doubtful() -> None:
    words = words_of("we never asked her what she wanted")

    found = measured(words, [], voice((2.1, 240)), 2_100)

    assert found.voice_with_words_ms == found.voice_ms > 2_000
    assert (found.unheard, found.over_silence, found.doubtful_words) == ((), (), 0)


def test_a_voice_that_was_not_written_down_when_measured_then_it_is_known_where() -> None:
    words = words_of("we never asked")

    found = measured(words, [], voice((1.0, 240), (4.0, 0), (5.0, 240)), 10_000)

    ((start_ms, end_ms),) = found.unheard
    assert start_ms <= 5_000 and end_ms >= 9_900
    assert found.voice_with_words_ms < 1_100 < found.voice_ms - 4_500
    assert found.unheard_ms == end_ms - start_ms


def test_words_over_silence_when_measured_then_each_is_counted_with_the_minutes_of_silence() -> None:
    words = [*words_of("we never asked"), *words_of("thank you", start_ms=40_000)]

    found = measured(words, [], voice((1.0, 240), (59.0, 0)), 60_000)

    assert found.over_silence == (3, 4) and found.words_over_silence == 2
    assert 58_000 <= found.silence_ms <= 59_100


def test_unsure_words_and_flagged_turns_when_measured_then_a_word_counts_once() -> None:
    words = [*words_of("four sure words here"), *words_of("unsure", start_ms=1_200, confidence=0.2)]
    flagged = Turn(speaker=None, start_ms=900, end_ms=1_500, text="", flags=(FLAG_LOW_CONFIDENCE,), word_indexes=(3, 4))
    both = Turn(speaker=None, start_ms=0, end_ms=900, text="", flags=(FLAG_OVERLAP,), word_indexes=(0, 1, 2))

    found = measured(words, [both, flagged], voice((1.6, 240)), 1_600)

    assert found.doubtful_words == 2


@given(
    st.lists(st.integers(0, 255), max_size=400),
    st.lists(st.tuples(st.integers(0, 13_000), st.integers(1, 2_000), st.floats(0, 1)), max_size=20),
)
def test_any_voice_and_words_when_measured_then_parts_stay_within_wholes(frames, spoken) -> None:  # type: ignore[no-untyped-def]
    words = [
        word
        for start_ms, length_ms, confidence in sorted(spoken)
        for word in words_of("x", start_ms=start_ms, each_ms=length_ms + 20, confidence=confidence)
    ]

    found = measured(words, [], np.array(frames, np.uint8), len(frames) * FRAME_MS)

    assert 0 <= found.voice_with_words_ms <= found.voice_ms <= len(frames) * FRAME_MS
    assert found.doubtful_words <= found.words == len(words)
    assert all(0 <= start < end <= len(frames) * FRAME_MS for start, end in found.unheard)


def test_a_transcript_when_written_and_read_then_its_quality_comes_along() -> None:
    quality = Quality(voice_ms=9, words=3, over_silence=(1, 2), unheard=((10, 20),), unheard_ms=10)
    there = Transcript(duration_s=1.0, language=None, model="m", quality=quality)

    read = Transcript.from_json(json.loads(json.dumps(there.to_json())))

    assert read.quality == quality
    assert Transcript.from_json({"duration_s": 1.0, "model": "older"}).quality is None
