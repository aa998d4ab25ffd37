"""Foreign bytes go in, plain sound or one sentence comes out; the decoder can do nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.transcription.make import tone, wav_bytes
from tests.transcription.sounds import AWKWARD
from transcription.errors import UnreadableAudio
from transcription.sound import audio, pcm_file


def need(path: Path) -> Path:
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path.name} is missing")
        pytest.skip(f"the shared audio isn't here: {path.name}")
    return path


def test_a_wav_file_when_decoded_then_every_sample_is_there(tmp_path: Path) -> None:
    source = tmp_path / "hum.wav"
    sound = tone(3.0)
    source.write_bytes(wav_bytes(sound))

    found = audio.decode(source, tmp_path / "out.pcm")

    assert found.duration_s == pytest.approx(3.0, abs=0.001)
    assert np.array_equal(pcm_file.samples(tmp_path / "out.pcm"), sound)
    assert found.warnings() == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"this is a letter, not a sound\n" * 40, "can't be read as audio"),
        (wav_bytes(np.zeros(0, np.int16)), "only a header"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\xff" * 400, "audio"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "can't be read as audio"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "can't be read as audio"),
    ],
)
def test_a_file_without_sound_when_decoded_then_one_sentence_refuses_it(
    tmp_path: Path, content: bytes, told: str
) -> None:
    source = tmp_path / "upload.wav"
    source.write_bytes(content)

    with pytest.raises(UnreadableAudio, match=told) as refused:
        audio.decode(source, tmp_path / "out.pcm")

    assert refused.value.permanent
    assert "\n" not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["upload.wav"]


def test_a_file_cut_in_half_when_decoded_then_the_first_half_is_kept_and_said(tmp_path: Path) -> None:
    source = tmp_path / "cut.wav"
    whole = wav_bytes(tone(10.0))
    source.write_bytes(whole[: len(whole) // 2])

    found = audio.decode(source, tmp_path / "out.pcm")

    assert found.duration_s == pytest.approx(5.0, abs=0.1)
    assert found.cut_short
    assert "ends early" in found.warnings()[0]


@pytest.mark.parametrize("suffix", ["aac", "mp4", "ogg", "webm", "aiff", "flac"])
def test_each_container_when_decoded_then_nine_seconds_come_out(tmp_path: Path, suffix: str) -> None:
    source = need(AWKWARD / f"sonnet1_9s.{suffix}")

    found = audio.decode(source, tmp_path / "out.pcm")

    assert found.duration_s == pytest.approx(9.0, abs=0.1)


def test_music_with_a_cover_picture_when_decoded_then_the_picture_is_ignored(tmp_path: Path) -> None:
    found = audio.decode(need(AWKWARD / "music_vibe_ace.ogg"), tmp_path / "out.pcm")

    assert found.duration_s == pytest.approx(61.46, abs=0.1)


def test_the_decoder_when_its_parent_goes_then_it_goes_too(tmp_path: Path) -> None:
    source = tmp_path / "long.wav"
    source.write_bytes(wav_bytes(tone(600.0)))
    with source.open("rb") as opened, (tmp_path / "out").open("wb") as out:
        child = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "transcription.sound.decode_child",
                str(opened.fileno()),
                str(out.fileno()),
                "mp3",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(opened.fileno(), out.fileno()),
            env={**os.environ, "PYTHONPATH": str(Path(audio.__file__).parents[2])},
        )
    assert child.stdin and child.stdout
    assert b"ready" in child.stdout.readline()

    began = time.monotonic()
    child.stdin.close()

    assert child.wait(timeout=5) != 0
    assert time.monotonic() - began < 5
    child.stdout.close()


def test_the_decoder_when_confined_then_it_can_open_no_file() -> None:
    attempt = (
        "from transcription.children.confinement import limit\n"
        "limit(memory_bytes=1 << 30, cpu_s=60, written_bytes=1 << 20)\n"
        "try:\n    open('/etc/hostname')\nexcept OSError as error:\n    print(error.errno)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", attempt],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(audio.__file__).parents[2])},
    )

    assert done.stdout.strip() == "24", done.stderr  # EMFILE: no further file


def test_a_playable_copy_when_made_then_it_is_as_long_as_its_source(tmp_path: Path) -> None:
    source = tmp_path / "hum.wav"
    source.write_bytes(wav_bytes(tone(20.0, 48_000), 48_000))

    audio.make_playable(source, tmp_path / "copy.mp3")
    looked_at = audio.probe(tmp_path / "copy.mp3")

    assert looked_at.codec.startswith("mp3")
    assert looked_at.stated_s == pytest.approx(20.0, abs=0.1)
    assert not audio.needs_playable_copy(audio.probe(source))
    assert audio.needs_playable_copy(looked_at)


def test_peaks_when_sound_is_loud_in_its_second_half_then_the_waveform_shows_it(tmp_path: Path) -> None:
    pcm = tmp_path / "half.pcm"
    pcm.write_bytes(np.concatenate([np.zeros(16_000, np.int16), tone(1.0)]).tobytes())

    drawn = pcm_file.peaks(pcm, per_second=10)

    assert drawn["length"] == 20
    assert max(drawn["data"][:20]) == 0
    assert max(drawn["data"][20:]) > 20
