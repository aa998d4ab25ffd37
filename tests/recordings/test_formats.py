"""What a file is, told from its first bytes: whatever recorders, cameras and telephones make is taken; text is not."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from retreat.errors import WrongMediaType
from retreat.recordings.formats import HEAD_BYTES, container_of
from transcription.sound.audio import decode
from transcription.sound.pcm_file import samples

RATE_HZ = 44_100
MADE = {
    "wav": "pcm_s16le",
    "aiff": "pcm_s16be",
    "flac": "flac",
    "ogg": "libopus",
    "webm": "libopus",
    "matroska": "libopus",
    "mp4": "aac",
    "mov": "aac",
    "3gp": "aac",
    "mp3": "mp3",
    "mp2": "mp2",
    "adts": "aac",
    "caf": "pcm_s16le",
    "avi": "mp3",
    "au": "pcm_s16be",
    "flv": "aac",
    "mpegts": "aac",
    "ac3": "ac3",
    "w64": "pcm_s16le",
    "tta": "tta",
    "wv": "wavpack",
}


def tone_in(path: Path, container: str, codec: str) -> Path:
    """Half a second of a tone."""
    rate_hz = 48_000 if codec == "libopus" else RATE_HZ
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate_hz, layout="mono")
        wave = (np.sin(np.arange(rate_hz // 2) * 440 * 2 * np.pi / rate_hz) * 9_000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(wave[None], format="s16", layout="mono")
        frame.rate = rate_hz
        fit = av.AudioResampler(stream.format.name, "mono", rate_hz, frame_size=stream.codec_context.frame_size or None)
        for given in (frame, None):
            for fitted in fit.resample(given):
                file.mux(stream.encode(fitted))
        file.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("container", MADE)
def test_sound_of_any_container_when_sent_then_it_is_taken_and_can_be_heard(container: str, tmp_path: Path) -> None:
    file = tone_in(tmp_path / "tone", container, MADE[container])

    taken = container_of(file.read_bytes()[:HEAD_BYTES])

    assert taken.mime.startswith(("audio/", "video/"))
    decode(file, tmp_path / "out.pcm")
    assert len(samples(tmp_path / "out.pcm")) > 16_000 // 4


@pytest.mark.parametrize(
    "text",
    [
        "Good morning, everybody.",
        "G@ry: what did we find?",
        "MAC the knife",
        "MP+ for the people",
        "DSD nurse: I was there",
        "tell me, S1",
        "WEBVTT\n\n00:00:01.000",
        "1\r\n00:00:01,000 --> 00:00:02,000",
        '{"segments": []}',
        "Gé: bonjour",
        "The free speech we had",
    ],
)
def test_text_when_sent_as_sound_then_it_is_refused(text: str) -> None:
    with pytest.raises(WrongMediaType, match="not sound"):
        container_of(text.encode()[:HEAD_BYTES])


@pytest.mark.parametrize(
    "head", [b"%PDF-1.7\n%\xe2\xe3", b"PK\x03\x04\x14\x00", b"\x89PNG\r\n\x1a\n", b"\x7fELF\x02", b"\xff\xd8\xff\xe0"]
)
def test_pictures_and_programs_when_sent_as_sound_then_they_are_refused(head: bytes) -> None:
    with pytest.raises(WrongMediaType):
        container_of(head.ljust(HEAD_BYTES, b"\0"))
