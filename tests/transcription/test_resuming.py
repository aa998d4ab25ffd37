"""A run that goes on where another was cut off: what a power cut left half written is made again, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from transcription.options import TranscriptionOptions
from transcription.pipeline import Pipeline
from transcription.weights import ModelStore

from .make import tone, wav_bytes


class Child:
    """Finds voice everywhere and one speaker; ``asked`` remembers what for."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def ask(self, request: dict[str, Any], _heard: Any = None) -> dict[str, Any]:
        self.asked.append(request)
        if "voice" in request:
            np.save(request["voice"], np.full(94, 255, np.uint8))
        return {"seconds": 0.1, "load_s": 0.0, "spans": [["SPEAKER_00", 0, 3000, 0.9]]}

    def close(self) -> None:
        """Nothing runs."""


@pytest.fixture
def pipeline(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Pipeline(ModelStore(tmp_path / "models"), threads=1) as made:
        made.words = made.speakers = Child()  # type: ignore[assignment]
        yield made


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    file = tmp_path / "talk.wav"
    file.write_bytes(wav_bytes(tone(3.0)))
    return file


@pytest.mark.parametrize("left", [b"", b"\0" * 222, None])
def test_a_run_when_a_power_cut_tore_what_was_found_of_the_voice_then_it_is_found_again_and_goes_on(
    pipeline: Pipeline, sound: Path, tmp_path: Path, left: bytes | None
) -> None:
    options, work = TranscriptionOptions(), tmp_path / "work"
    first = pipeline.tell_apart(sound, options, work=work)
    kept = work / "voice.npy"
    kept.write_bytes(kept.read_bytes()[:-20] if left is None else left)

    again = pipeline.tell_apart(sound, options, work=work)

    assert again == first
    asked = pipeline.words.asked  # type: ignore[attr-defined]
    assert len([one for one in asked if "voice" in one]) == 2
    assert len([one for one in asked if "voice" not in one]) == 1, "who spoke was kept"


def test_a_long_sound_when_decoded_then_its_length_is_told_before_anything_is_heard(
    pipeline: Pipeline, sound: Path, tmp_path: Path
) -> None:
    told: list[tuple[str, float, float]] = []

    pipeline.tell_apart(sound, TranscriptionOptions(), work=tmp_path / "work", report=lambda *heard: told.append(heard))

    decoded = [(done, total) for stage, done, total in told if stage == "decode"]
    assert decoded[-1] == (3.0, 3.0)
    assert [stage for stage, _done, _total in told][: len(decoded)] == ["decode"] * len(decoded)
