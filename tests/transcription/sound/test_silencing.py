"""A sound with silence in places: of any format, sample by sample, and nothing else has changed."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from transcription.errors import UnreadableAudio
from transcription.sound import audio
from transcription.sound.pcm_file import RATE_HZ, samples
from transcription.sound.silencing import silence


def talk(folder: Path, seconds: int = 10) -> Path:
    """A WAV file that is nowhere silent."""
    noise = np.random.default_rng(1).integers(1000, 9000, seconds * RATE_HZ).astype("<i2")
    with wave.open(str(folder / "talk.wav"), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(noise.tobytes())
    return folder / "talk.wav"


@pytest.mark.parametrize("kind", ["wav", "mp3"])
def test_a_file_when_parts_are_silenced_then_they_are_exactly_and_the_rest_is_as_it_was(
    tmp_path: Path, kind: str
) -> None:
    source = talk(tmp_path)
    if kind == "mp3":
        audio.make_playable(source, tmp_path / "talk.mp3")
        source = tmp_path / "talk.mp3"
    audio.decode(source, tmp_path / "before.pcm")
    work = tmp_path / "work"
    work.mkdir()

    made = silence(source, work, [(2_000, 3_500), (9_000, 60_000)])

    before = samples(tmp_path / "before.pcm")
    with wave.open(str(made), "rb") as file:
        assert (file.getframerate(), file.getnframes()) == (RATE_HZ, len(before))
        after = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    silent = np.zeros(len(before), bool)
    silent[2 * RATE_HZ : 7 * RATE_HZ // 2] = silent[9 * RATE_HZ :] = True
    assert not after[silent].any() and np.array_equal(after[~silent], before[~silent])


def test_a_file_when_it_is_no_sound_then_it_is_refused_and_leaves_no_copy(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text("no sound at all")

    with pytest.raises(UnreadableAudio):
        silence(tmp_path / "talk.txt", tmp_path, [(0, 1)])

    assert not (tmp_path / "silenced.wav").exists()
