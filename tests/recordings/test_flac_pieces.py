"""FLAC pieces laid together: one valid stream, sample for sample what was sent, silence where a piece is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from retreat.recordings.pieces.joining import BrokenPiece, Placed, joined, piece_name
from retreat.recordings.storage import LocalStorage
from tests.support.flac import RATE_HZ, flac, sound
from transcription.sound import audio


def laid_together(folder: Path, pieces: Sequence[tuple[int, bytes]]) -> Path:
    """Keep pieces that begin at these milliseconds, and join them."""
    storage = LocalStorage(folder / "audio")
    placed = []
    for n, (start_ms, content) in enumerate(pieces):
        sha256 = hashlib.sha256(content).hexdigest()
        storage.save(piece_name("table", n, sha256), [content])
        placed.append(Placed(n=n, start_ms=start_ms, sha256=sha256))
    return joined(storage, "table", "audio/flac", placed, folder / "joined").path


def strictly_decoded(file: Path) -> np.ndarray:
    """By a decoder that ends at the first check sum that is wrong: int16, (samples, channels)."""
    with av.open(str(file)) as opened:
        stream = opened.streams.audio[0]
        stream.codec_context.options = {"err_detect": "crccheck+bitstream+explode"}
        frames = [frame.to_ndarray() for frame in opened.decode(stream)]
        return np.concatenate(frames, axis=1).reshape(-1, stream.codec_context.channels)


@pytest.mark.parametrize(("channels", "rate_hz"), [(1, 16_000), (2, 44_100), (1, 48_000)])
@pytest.mark.parametrize("options", [{}, {"frame_size": "1000"}, {"compression_level": "12"}], ids=str)
def test_pieces_when_laid_together_then_every_sample_is_there_and_the_stream_knows_its_length(
    tmp_path: Path, channels: int, rate_hz: int, options: dict[str, str]
) -> None:
    parts = [sound(2.0, seed, channels=channels, rate_hz=rate_hz) for seed in range(4)]
    files = [flac(part, rate_hz=rate_hz, **options) for part in parts]

    file = laid_together(tmp_path, [(n * 2000, content) for n, content in enumerate(files)])

    assert np.array_equal(strictly_decoded(file), np.concatenate(parts))
    assert audio.probe(file).stated_s == 8.0
    decoded = audio.decode(file, tmp_path / "pcm")
    assert (decoded.duration_s, decoded.damaged, decoded.cut_short) == (8.0, 0, False)


def test_a_piece_that_never_came_when_the_rest_is_laid_together_then_silence_keeps_its_place(tmp_path: Path) -> None:
    first, last = sound(1.0, 1), sound(1.0, 2)

    file = laid_together(tmp_path, [(0, flac(first)), (200_000, flac(last))])

    whole = strictly_decoded(file)
    assert len(whole) == 201 * RATE_HZ
    assert np.array_equal(whole[:RATE_HZ], first) and np.array_equal(whole[-RATE_HZ:], last)
    assert not whole[RATE_HZ:-RATE_HZ].any()


def test_pieces_when_the_first_is_late_then_the_stream_begins_with_silence(tmp_path: Path) -> None:
    late = sound(1.0, 3)

    whole = strictly_decoded(laid_together(tmp_path, [(10_000, flac(late))]))

    assert len(whole) == 11 * RATE_HZ and np.array_equal(whole[10 * RATE_HZ :], late)


def test_a_moment_when_sought_in_a_long_stream_then_it_is_found(tmp_path: Path) -> None:
    parts = [sound(10.0, seed) for seed in range(12)]
    file = laid_together(tmp_path, [(n * 10_000, flac(part)) for n, part in enumerate(parts)])

    with av.open(str(file)) as opened:
        opened.seek(95 * 1_000_000)
        frame = next(opened.decode(audio=0))

    begins = round(float(frame.pts * frame.time_base) * RATE_HZ)
    assert 90 * RATE_HZ < begins <= 95 * RATE_HZ
    assert np.array_equal(frame.to_ndarray()[0], np.concatenate(parts)[begins : begins + frame.samples, 0])


@pytest.mark.parametrize(
    ("second", "says"),
    [(b"not sound", "Part 1 is not a FLAC file."), (flac(sound(1.0, 1, channels=2)), "Part 1 has another kind")],
)
def test_a_piece_of_another_kind_when_it_lies_between_then_one_sentence(
    tmp_path: Path, second: bytes, says: str
) -> None:
    with pytest.raises(BrokenPiece, match=says):
        laid_together(tmp_path, [(0, flac(sound(1.0, 0))), (1000, second)])
