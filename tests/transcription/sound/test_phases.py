"""Two channels that mirror each other are still heard; all other stereo is mixed as ever."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from tests.transcription.make import tone
from transcription.sound import audio, pcm_file

RATE_HZ = 16_000


def stereo(path: Path, left: np.ndarray, right: np.ndarray, codec: str) -> Path:
    """A file of two channels."""
    with av.open(str(path), "w", format="matroska") as file:
        stream = file.add_stream(codec, rate=RATE_HZ, layout="stereo")
        packed = np.stack([left, right], 1).reshape(1, -1)
        for start in range(0, packed.shape[1], 2048):
            frame = av.AudioFrame.from_ndarray(packed[:, start : start + 2048], format="s16", layout="stereo")
            frame.sample_rate = RATE_HZ
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def loudness(source: Path, tmp_path: Path, start_s: float = 0.0) -> float:
    audio.decode(source, tmp_path / "out.pcm")
    return float(np.abs(pcm_file.samples(tmp_path / "out.pcm")[round(start_s * RATE_HZ) :].astype(np.float32)).mean())


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le", "aac"])
def test_channels_that_mirror_each_other_when_decoded_then_the_talk_is_as_loud_as_ever(
    tmp_path: Path, codec: str
) -> None:
    sound = tone(3.0)
    right_way = loudness(stereo(tmp_path / "right.mka", sound, sound, codec), tmp_path)

    mirrored = loudness(stereo(tmp_path / "mirrored.mka", sound, -sound, codec), tmp_path)

    assert mirrored == pytest.approx(right_way, rel=0.05)


def test_a_cable_put_right_half_way_when_decoded_then_both_halves_are_heard(tmp_path: Path) -> None:
    sound = tone(4.0)
    other = np.concatenate([-sound[: 2 * RATE_HZ], sound[2 * RATE_HZ :]])
    source = stereo(tmp_path / "cable.mka", sound, other, "pcm_s16le")

    whole, second = loudness(source, tmp_path), loudness(source, tmp_path, 2.5)

    assert whole == pytest.approx(float(np.abs(sound.astype(np.float32)).mean()), rel=0.1)
    assert second > 0.9 * whole


def test_ordinary_stereo_when_decoded_then_it_is_the_plain_mean_of_both(tmp_path: Path) -> None:
    sound, chance = tone(2.0), np.random.default_rng(3)
    pairs = {"apart": chance.integers(-6000, 6000, len(sound)).astype(np.int16), "dead": np.zeros_like(sound)}

    for name, other in pairs.items():
        audio.decode(stereo(tmp_path / f"{name}.mka", sound, other, "pcm_s16le"), tmp_path / "out.pcm")
        mean = (sound.astype(np.int32) + other) / 2
        assert np.abs(pcm_file.samples(tmp_path / "out.pcm") - mean).max() <= 1, name
