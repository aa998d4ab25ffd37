"""A graphics processor is used where one works; where it doesn't, the words come all the same. Real tiny.en."""

from __future__ import annotations

import ctranslate2
import numpy as np
import pytest

from tests.support.needs import shared_file
from transcription.engines.devices import working_device
from transcription.engines.faster_whisper import FasterWhisperEngine
from transcription.errors import EngineFailed
from transcription.options import TranscriptionOptions
from transcription.sound import audio, pcm_file
from transcription.sound.voice import Span
from transcription.weights import ModelStore

pytestmark = pytest.mark.models

OPTIONS = TranscriptionOptions(model="tiny.en", language="en")
WINDOW = Span(start_ms=0, end_ms=10_000)


@pytest.fixture(scope="module")
def president(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """Ten seconds of a president, float32, 16 kHz."""
    pcm = tmp_path_factory.mktemp("sound") / "out.pcm"
    audio.decode(shared_file("audio", "jfk_inaugural.flac"), pcm)
    return pcm_file.samples(pcm)[: 10 * 16_000].astype(np.float32) / 32768


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("CUDA failed with error out of memory")


def test_a_graphics_processor_without_a_driver_when_a_model_loads_then_the_processor_is_taken(
    models: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    if ctranslate2.get_cuda_device_count():
        pytest.skip("a graphics processor works here")
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 1)

    assert working_device(models.whisper("tiny.en").folder) == "cpu"


def test_a_graphics_processor_when_it_gives_up_halfway_then_the_processor_hears_the_words(
    models: ModelStore, president: np.ndarray
) -> None:
    engine = FasterWhisperEngine(OPTIONS, models, threads=2)
    (undisturbed,) = engine.hear(president, [WINDOW], first=0, language="en")
    engine.device = "cuda"
    engine._whisper.encode = broken

    (heard,) = engine.hear(president, [WINDOW], first=0, language="en")

    assert "fellow" in [word.text.strip(",") for word in heard.words]
    assert heard.words == undisturbed.words
    assert engine.versions()["device"] == "cpu"
    assert len(engine.replicas()) == 2


def test_the_processor_when_it_fails_too_then_one_sentence_says_so(models: ModelStore, president: np.ndarray) -> None:
    engine = FasterWhisperEngine(OPTIONS, models, threads=2)
    engine._whisper.encode = broken

    with pytest.raises(EngineFailed, match="The recogniser broke down: CUDA failed"):
        engine.hear_briefly(president, WINDOW, language="en")
