"""Where nobody speaks nothing is written: noises of rooms, alone and after speech. The real pipeline, *base*."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.needs import shared_file
from tests.support.noises import NOISES, at_level
from tests.transcription.make import wav_bytes
from transcription.options import TranscriptionOptions
from transcription.pipeline import Pipeline
from transcription.sound import audio, pcm_file

pytestmark = pytest.mark.models

LEVELS = (-1, -20, -45)
EACH_S = 20.0
# In the quick lane each by itself; the others stand there behind speech, one after another, and by themselves later.
LIKEST_SPEECH = ("applause", "kitchen", "strings", "ringing", "chairs", "hum")
assert set(LIKEST_SPEECH) <= set(NOISES)
FINDS_OUT = TranscriptionOptions(separate_speakers=False)
ENGLISH = TranscriptionOptions(language="en", separate_speakers=False)


def noise(name: str, seconds: float, decibels: float, seed: int = 0) -> np.ndarray:
    return at_level(NOISES[name](seconds, np.random.default_rng([seed, len(name)])), decibels)


@pytest.mark.parametrize(
    "options",
    [pytest.param(FINDS_OUT, id="any-language", marks=pytest.mark.slow), pytest.param(ENGLISH, id="english")],
)
@pytest.mark.parametrize(
    "name", [name if name in LIKEST_SPEECH else pytest.param(name, marks=pytest.mark.slow) for name in NOISES]
)
def test_a_noise_when_transcribed_at_any_level_then_nothing_is_written(
    pipeline: Pipeline, tmp_path: Path, name: str, options: TranscriptionOptions
) -> None:
    source = tmp_path / f"{name}.wav"
    source.write_bytes(wav_bytes(np.concatenate([noise(name, EACH_S, level) for level in LEVELS])))

    transcript = pipeline.run(source, options, work=tmp_path / "work")

    assert " ".join(word.text for word in transcript.words) == ""
    assert transcript.passages == ()


def test_real_music_when_transcribed_in_any_language_then_nothing_is_written(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    for options in (FINDS_OUT, ENGLISH):
        work = tmp_path / str(options.language)
        transcript = pipeline.run(shared_file("audio", "awkward", "music_vibe_ace.ogg"), options, work=work)

        assert transcript.words == ()


def test_speech_before_five_minutes_of_noise_when_transcribed_then_no_word_stands_in_the_noise(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """Each noise in turn for five minutes in all, right behind the last word."""
    audio.decode(shared_file("audio", "jfk_inaugural.flac"), tmp_path / "speech.pcm")
    speech = pcm_file.samples(tmp_path / "speech.pcm")
    each_s = 300 / len(NOISES)
    tail = [noise(name, each_s, level) for name, level in zip(NOISES, LEVELS * len(NOISES), strict=False)]
    source = tmp_path / "meeting.wav"
    source.write_bytes(wav_bytes(np.concatenate([speech, *tail])))

    transcript = pipeline.run(source, ENGLISH, work=tmp_path / "work")

    assert "what you can do for your country" in " ".join(word.text for word in transcript.words).lower()
    assert [word.text for word in transcript.words if word.start_ms > len(speech) / 16] == []
