"""Voice probabilities become spans and windows that lose no voice and stay short enough."""

from __future__ import annotations

import numpy as np

from tests.transcription.voiced import probabilities
from transcription.sound.levels import levelled
from transcription.sound.voice import VoiceRules, WindowRules, voice_spans, windows


def test_silence_when_searched_then_no_span_and_no_window() -> None:
    voice = probabilities((20, 0.02))

    assert voice_spans(voice) == []
    assert windows([], voice, 20_000) == []


def test_two_voices_with_a_long_pause_when_windowed_then_each_has_its_own() -> None:
    voice = probabilities((3, 0.0), (4, 0.9), (10, 0.0), (4, 0.9), (3, 0.0))

    found = windows(voice_spans(voice), voice, 24_000)

    assert len(found) == 2
    assert found[0].start_ms < 3000 < 7000 < found[0].end_ms
    assert found[1].start_ms < 17_000 < 21_000 < found[1].end_ms


def test_a_long_speech_when_windowed_then_it_is_cut_at_its_weakest_moment() -> None:
    voice = probabilities((22, 0.9), (0.3, 0.25), (30, 0.9))

    found = windows(voice_spans(voice), voice, 52_300)

    assert all(window.length_ms <= WindowRules().longest_ms for window in found)
    assert abs(found[0].end_ms - 22_150) < 300
    assert found[0].end_ms == found[1].start_ms
    assert found[-1].end_ms >= 52_200


def test_a_click_when_searched_then_it_is_no_voice() -> None:
    voice = probabilities((2, 0.0), (0.064, 0.9), (2, 0.0))

    assert voice_spans(voice, VoiceRules()) == []


def test_a_quiet_voice_when_levelled_then_it_is_louder_and_a_loud_one_stays() -> None:
    quiet = np.sin(np.arange(16_000) / 20).astype(np.float32) * 0.02

    assert np.abs(levelled(quiet)).max() > 0.3
    assert levelled(quiet * 45) is not None
    assert np.array_equal(levelled(quiet * 45), quiet * 45)
    assert not levelled(np.zeros(100, np.float32)).any()


def test_sound_to_one_side_of_zero_when_levelled_then_it_is_as_loud_as_without() -> None:
    quiet = np.sin(np.arange(16_000) / 20).astype(np.float32) * 0.02

    shifted = levelled(quiet + np.float32(0.1))

    assert np.abs(shifted - levelled(quiet)).max() < 0.01
