"""What a power cut leaves of a group of windows doesn't change what the rest of it is heard as. Real tiny.en."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.needs import shared_file
from transcription.children.child import Child
from transcription.sound import audio, pcm_file
from transcription.weights import ModelStore

pytestmark = pytest.mark.models

STARTS_MS = (0, 10_000, 20_000, 31_000)


@pytest.mark.parametrize("windows", [3, pytest.param(4, marks=pytest.mark.slow)])
def test_a_group_when_torn_anywhere_then_it_ends_like_an_undisturbed_one(
    models: ModelStore, tmp_path: Path, windows: int
) -> None:
    kept = tmp_path / "words.jsonl"
    audio.decode(shared_file("audio", "librivox_sonnet1.mp3"), tmp_path / "sound.pcm")
    length_ms = len(pcm_file.samples(tmp_path / "sound.pcm")) // 16
    np.save(tmp_path / "voice.npy", np.zeros(length_ms // 32 + 1, np.uint8))
    asked = {
        "stage": "words",
        "pcm": str(tmp_path / "sound.pcm"),
        "windows": [[start, start + 9_013 + start // 20] for start in STARTS_MS[:windows]],
        "voice": str(tmp_path / "voice.npy"),
        "options": {"model": "tiny.en", "language": "en"},
        "out": str(kept),
    }
    child = Child("transcription.words.words_child", ["--models", str(models.folder), "--threads", "2"], threads=2)
    try:
        child.ask(asked)
        undisturbed = kept.read_bytes()
        lines = undisturbed.splitlines(keepends=True)
        for left in range(1, len(lines)):
            kept.write_bytes(b"".join(lines[:left]) + lines[left][:-30])
            child.ask(asked)
            assert kept.read_bytes() == undisturbed, f"after {left - 1} windows of {len(lines) - 1}"
    finally:
        child.close()
    assert len(lines) == 1 + windows
