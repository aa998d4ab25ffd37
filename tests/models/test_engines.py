"""One contract for every recogniser, real ones on real speech; the optional extra where it is installed."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support.needs import shared_file
from tests.support.openai_checkpoint import checkpoint, dimensions, read_model, state_of
from tests.transcription.make import script, words_of
from transcription.children.child import Child
from transcription.children.workers import share_out
from transcription.engines.choice import engine_for
from transcription.engines.port import Engine
from transcription.errors import EngineMissing
from transcription.options import TranscriptionOptions
from transcription.sound import audio, pcm_file
from transcription.sound.voice import Span
from transcription.weights import ModelStore

pytestmark = pytest.mark.models

PARTS = [Span(start_ms=0, end_ms=5000), Span(start_ms=5000, end_ms=11_000)]
SAID = "and so my fellow Americans ask not what your country can do for you ask what you can do for your country"


def openai_options(models: ModelStore) -> TranscriptionOptions:
    """OpenAI's recogniser with the packaged weights; a skip, in CI too, where the optional extra isn't installed."""
    for package in ("whisper", "torch"):
        if importlib.util.find_spec(package) is None:
            pytest.skip("the optional extra openai-whisper isn't installed (requirements-openai.txt)")
    weights = models.whisper("tiny.en")
    made = checkpoint(weights.folder / "model.bin", "tiny.en", weights.digest)
    return TranscriptionOptions(engine="openai_whisper", model=str(made), language="en")


def options_for(name: str, models: ModelStore) -> TranscriptionOptions:
    if name == "openai_whisper":
        return openai_options(models)
    if name == "scripted":
        told = script(Path(tempfile.mkdtemp()) / "script.json", words_of(SAID, start_ms=300, each_ms=480))
        return TranscriptionOptions(engine="scripted", script=str(told))
    return TranscriptionOptions(model="tiny.en", language="en")


@pytest.fixture(scope="module", params=["scripted", "faster_whisper", "openai_whisper"])
def engine(request: pytest.FixtureRequest, models: ModelStore) -> Iterator[Engine]:
    """Every adapter, for the contract that all keep."""
    yield engine_for(options_for(request.param, models), models, threads=1)


@pytest.fixture(scope="module")
def president(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """Eleven seconds of a president, float32, 16 kHz."""
    pcm = tmp_path_factory.mktemp("sound") / "out.pcm"
    audio.decode(shared_file("audio", "jfk_inaugural.flac"), pcm)
    return pcm_file.samples(pcm).astype(np.float32) / 32768


def test_every_recogniser_when_it_hears_windows_then_words_stand_in_order_inside_them(
    engine: Engine, president: np.ndarray
) -> None:
    heard = engine.hear(president, PARTS, first=4, language="en")

    assert [item.window for item in heard] == [4, 5]
    assert "fellow americans" in " ".join(word.text for item in heard for word in item.words).lower()
    for part, item in zip(PARTS, heard, strict=True):
        starts = [word.start_ms for word in item.words]
        assert item.words and starts == sorted(starts)
        assert all(part.start_ms <= word.start_ms < word.end_ms <= part.end_ms + 300 for word in item.words)
        assert all(0 <= word.confidence <= 1 and word.text.strip() == word.text for word in item.words)
    assert engine.versions()
    assert engine.model


def test_a_recogniser_when_its_replicas_hear_at_once_then_each_writes_what_one_alone_does(
    models: ModelStore, president: np.ndarray
) -> None:
    engine = engine_for(options_for("faster_whisper", models), models, threads=2)
    alone = engine.hear(president, PARTS, first=0, language="en")

    both = list(
        share_out(
            engine.replicas,
            range(6),
            lambda replica, first: replica.hear(president, PARTS, first=first, language="en"),
        )
    )

    assert len(engine.replicas()) == 2
    assert [[item.words for item in heard] for heard in both] == [[item.words for item in alone]] * 6


def test_every_recogniser_when_it_hears_the_same_again_then_it_writes_the_same(
    engine: Engine, president: np.ndarray
) -> None:
    """Also where nothing makes sense and lots are drawn: noise between two hearings changes nothing."""
    noise = np.random.default_rng(1).standard_normal(16_000 * 4).astype(np.float32) * 0.1
    jumbled = president[: 16_000 * 4][::-1] + noise
    part = [Span(start_ms=0, end_ms=4000)]

    once = engine.hear(jumbled, part, first=0, language="en")
    clear = engine.hear(president, PARTS, first=4, language="en")

    assert engine.hear(jumbled, part, first=0, language="en") == once
    assert engine.hear(president, PARTS, first=4, language="en") == clear


def test_every_recogniser_when_asked_for_the_language_then_english_is_likeliest(
    engine: Engine, president: np.ndarray
) -> None:
    found = engine.languages_of(president)

    assert max(found, key=lambda language: found[language]) == "en"


def test_every_recogniser_when_it_hears_one_short_window_then_the_words_are_placed_in_it(
    engine: Engine, president: np.ndarray
) -> None:
    part = Span(start_ms=0, end_ms=3000)

    heard = engine.hear_briefly(president[: 16_000 * 3], part, language="en")

    assert heard.words
    assert all(part.start_ms <= word.start_ms < word.end_ms <= part.end_ms + 300 for word in heard.words)


def test_every_recogniser_when_asked_for_another_way_then_it_has_none_or_its_words_are_placed_in_the_window(
    engine: Engine, president: np.ndarray
) -> None:
    part = PARTS[1]

    heard = engine.hear_otherwise(president[16_000 * 5 : 16_000 * 11], part, language="en")

    assert (heard is None) == (engine.name != "faster_whisper")
    if heard is not None:
        starts = [word.start_ms for word in heard.words]
        assert "country" in " ".join(word.text for word in heard.words).lower() and starts == sorted(starts)
        assert all(part.start_ms <= word.start_ms < word.end_ms <= part.end_ms + 300 for word in heard.words)


@pytest.mark.parametrize("name", ["scripted", "faster_whisper", "openai_whisper"])
def test_every_recogniser_when_run_in_its_process_then_it_says_what_it_is(
    name: str, models: ModelStore, tmp_path: Path
) -> None:
    options = options_for(name, models)
    child = Child("transcription.words.words_child", ["--models", str(models.folder), "--threads", "2"], threads=2)
    try:
        answer = child.ask({"stage": "load", "options": options.to_json()})
    finally:
        child.close()

    assert answer["engine"] == name
    assert answer["versions"]
    assert bool(answer["digest"]) == (name != "scripted")


def test_a_file_that_is_no_checkpoint_when_loaded_then_one_sentence_says_so(models: ModelStore, tmp_path: Path) -> None:
    openai_options(models)
    wrong = tmp_path / "wrong.pt"
    wrong.write_bytes(b"a shopping list\n" * 50)

    for named, told in ((str(wrong), "is not an openai"), ("no-such-model", "isn't on this machine")):
        with pytest.raises(EngineMissing, match=told) as refused:
            engine_for(TranscriptionOptions(engine="openai_whisper", model=named), models, threads=1)
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "tensors"), [("base", 212), ("tiny.en", 148)])
def test_packaged_weights_when_read_then_every_tensor_has_its_place_in_openais_network(
    models: ModelStore, name: str, tensors: int
) -> None:
    packed = read_model(models.whisper(name).folder / "model.bin")

    state, sizes = state_of(packed), dimensions(packed)

    assert (packed.spec, packed.revision, len(packed.variables)) == ("WhisperSpec", 3, tensors)
    numbers = sum(value.size for value in packed.variables.values() if value.ndim)
    keys = sizes["n_audio_layer"] + 2 * sizes["n_text_layer"]  # OpenAI's have no biases
    assert sum(value.size for value in state.values()) == numbers - keys * sizes["n_text_state"]
    assert {str(value.dtype) for value in state.values()} == {"float16"}


def test_a_torn_model_file_when_read_then_it_is_refused(models: ModelStore, tmp_path: Path) -> None:
    whole = (models.whisper("tiny.en").folder / "model.bin").read_bytes()

    for cut, told in ((whole[:-1], "ends early"), (whole + b"x", "goes on"), (b"\1\0\0\0" + whole[4:], "version 1")):
        torn = tmp_path / "model.bin"
        torn.write_bytes(cut)
        with pytest.raises(ValueError, match=told):
            read_model(torn)
