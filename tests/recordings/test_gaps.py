"""Pieces laid together: a gap keeps its time and takes no room, and what a piece says of itself fills no disk.

Seen failing with silence that was written, and with a header that was believed: the memory, the disk or the 32 bits
of a WAV file ran out.
"""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import struct
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retreat.errors import DiskFull
from retreat.recordings import limits
from retreat.recordings.pieces.joining import BrokenPiece, Joined, Placed, joined, piece_name
from retreat.recordings.storage import LocalStorage, read_blocks, taken_bytes
from tests.record.sound import RATE_HZ, wav
from tests.support.flac import flac, sound
from transcription.sound import audio, pcm_file

HOUR_MS = 3_600_000
LITTLE = 2 * 1024**2


def laid_together(folder: Path, pieces: Sequence[tuple[int, bytes]], mime: str = "audio/wav") -> Joined:
    """Keep pieces that begin at these milliseconds, and join them."""
    storage = LocalStorage(folder / "audio")
    placed = []
    for n, (start_ms, content) in enumerate(pieces):
        sha256 = hashlib.sha256(content).hexdigest()
        storage.save(piece_name("table", n, sha256), [content])
        placed.append(Placed(n=n, start_ms=start_ms, sha256=sha256))
    return joined(storage, "table", mime, placed, folder / "joined")


def heard_at(file: Path, second: int, seconds: int = 1) -> np.ndarray:
    """So much of a WAV file from a second on, int16, (samples,)."""
    with wave.open(str(file)) as opened:
        opened.setpos(second * opened.getframerate())
        return np.frombuffer(opened.readframes(seconds * opened.getframerate()), np.int16)


def claiming(content: bytes, *, rate_hz: int = RATE_HZ, channels: int = 1, bits: int = 16) -> bytes:
    """The same WAV file with another header."""
    return content[:22] + struct.pack("<HLLHH", channels, rate_hz, 0, 0, bits) + content[36:]


def test_a_gap_of_five_hours_when_laid_together_then_it_takes_no_room_and_the_words_after_it_keep_their_time(
    tmp_path: Path,
) -> None:
    file = laid_together(tmp_path, [(0, wav(level=7)), (5 * HOUR_MS, wav(level=9))])

    assert (file.length_s, file.too_far, file.warnings()) == (5 * 3600 + 1.0, (), ())
    assert file.path.stat().st_size == 44 + 2 * RATE_HZ * (5 * 3600 + 1) and taken_bytes(file.path) < LITTLE
    assert set(heard_at(file.path, 0)) == {7} and set(heard_at(file.path, 5 * 3600)) == {9}
    assert not heard_at(file.path, 1).any() and not heard_at(file.path, 5 * 3600 - 1).any()


def test_a_file_with_a_long_gap_when_kept_for_the_player_and_decoded_then_the_gap_stays_a_hole(tmp_path: Path) -> None:
    file = laid_together(tmp_path, [(0, wav(level=7)), (600_000, wav(level=9))]).path
    storage = LocalStorage(tmp_path / "audio")

    with file.open("rb") as stream:
        kept = storage.save("copies/table", read_blocks(stream), holes=True)
    decoded = audio.decode(file, tmp_path / "pcm")

    copy = tmp_path / "audio" / "copies" / "table"
    content = file.read_bytes()
    assert copy.read_bytes() == content
    assert (kept.size_bytes, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (decoded.duration_s, decoded.damaged, decoded.cut_short) == (601.0, 0, False)
    assert np.array_equal(pcm_file.samples(tmp_path / "pcm"), np.frombuffer(content[44:], np.int16))
    assert pcm_file.peaks(tmp_path / "pcm")["length"] == 601 * 20
    assert taken_bytes(copy) < LITTLE and taken_bytes(tmp_path / "pcm") < LITTLE


def test_sound_that_ends_in_silence_when_kept_and_decoded_then_its_end_is_not_lost(tmp_path: Path) -> None:
    content = laid_together(tmp_path, [(0, wav(level=7)), (1000, wav(19.48, level=0))]).path.read_bytes()
    storage = LocalStorage(tmp_path / "audio")

    storage.save("copies/table", read_blocks(io.BytesIO(content)), holes=True)
    decoded = audio.decode(tmp_path / "joined", tmp_path / "pcm")

    assert (tmp_path / "audio" / "copies" / "table").read_bytes() == content
    assert decoded.duration_s == 20.48 and (tmp_path / "pcm").read_bytes() == content[44:]


def test_a_gap_of_hours_between_flac_pieces_when_laid_together_then_it_takes_next_to_no_room(tmp_path: Path) -> None:
    pieces = [(0, flac(sound(1.0, 1))), (6 * HOUR_MS - 1000, flac(sound(1.0, 2)))]

    file = laid_together(tmp_path, pieces, "audio/flac")

    assert (file.length_s, file.too_far) == (6 * 3600.0, ())
    assert file.path.stat().st_size < LITTLE


@pytest.mark.parametrize(("mime", "made"), [("audio/wav", wav()), ("audio/flac", flac(sound(1.0, 1)))])
def test_pieces_that_lie_too_far_away_when_laid_together_then_the_others_are_there_and_somebody_is_told(
    tmp_path: Path, mime: str, made: bytes
) -> None:
    places = [0, 1000, 11 * 24 * HOUR_MS, 6 * HOUR_MS, 2000, 999_999_999_999_999]

    file = laid_together(tmp_path, [(start_ms, made) for start_ms in places], mime)

    assert (file.length_s, file.too_far) == (3.0, (2, 3, 5))
    assert len(file.warnings()) == 1
    assert audio.probe(file.path).stated_s == 3.0


def test_a_piece_when_counting_in_milliseconds_moved_it_beyond_six_hours_then_it_is_still_there(tmp_path: Path) -> None:
    file = laid_together(tmp_path, [(0, wav(1.2)), (1000, wav(1.0)), (6 * HOUR_MS - 1000, wav(1.1))])

    assert file.too_far == ()


@pytest.mark.parametrize("mime", ["audio/wav", "audio/flac"])
@pytest.mark.parametrize("pieces", [[], [(12 * HOUR_MS, None)]], ids=["none", "one too far away"])
def test_no_piece_that_can_be_placed_when_laid_together_then_one_sentence(
    tmp_path: Path, mime: str, pieces: list[tuple[int, None]]
) -> None:
    made = wav() if mime == "audio/wav" else flac(sound(1.0, 1))

    with pytest.raises(BrokenPiece):
        laid_together(tmp_path, [(start_ms, made) for start_ms, _ in pieces], mime)


@pytest.mark.parametrize(
    ("mime", "piece"),
    [
        ("audio/wav", claiming(wav(), rate_hz=4_000_000_000)),
        ("audio/wav", claiming(wav(), rate_hz=0)),
        ("audio/wav", claiming(wav(), channels=65_535)),
        ("audio/wav", claiming(wav(), bits=65_535)),
        ("audio/flac", flac(sound(0.1, 1, rate_hz=655_350), rate_hz=655_350)),
    ],
    ids=["4 GHz", "0 Hz", "65,535 channels", "65,535 bits", "FLAC of 655 kHz"],
)
def test_a_piece_that_claims_what_no_recorder_makes_when_laid_together_then_one_sentence_and_nothing_is_written(
    tmp_path: Path, mime: str, piece: bytes
) -> None:
    with pytest.raises(BrokenPiece, match="Part 0 says"):
        laid_together(tmp_path, [(5 * HOUR_MS, piece)], mime)

    assert taken_bytes(tmp_path / "joined") == 0


def test_pieces_of_the_finest_sound_when_a_wav_file_cannot_count_so_far_then_those_beyond_are_left_out(
    tmp_path: Path,
) -> None:
    fine = claiming(wav(0.1), rate_hz=192_000, channels=8, bits=32)

    file = laid_together(tmp_path, [(0, fine), (690_000, fine), (700_000, fine), (5 * HOUR_MS, fine)])

    assert file.too_far == (2, 3)
    assert file.path.stat().st_size < limits.FILE_MAX_BYTES and taken_bytes(file.path) < LITTLE
    assert int(audio.probe(file.path).stated_s or 0) == 690


def test_a_piece_that_was_cut_in_the_middle_of_a_sample_when_laid_together_then_what_follows_is_no_noise(
    tmp_path: Path,
) -> None:
    file = laid_together(tmp_path, [(0, wav(level=7)[:-3]), (1000, wav(level=9))])

    assert set(heard_at(file.path, 1)) == {9}


def test_a_piece_of_any_bytes_when_laid_together_then_it_fits_or_one_sentence(tmp_path: Path) -> None:
    chance = random.Random(7)
    for n in range(300):
        broken = bytearray(wav(0.05))
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(len(broken) if n % 2 else 44)] = chance.choice((0, 1, 127, 255))
        try:
            file = laid_together(tmp_path, [(0, bytes(broken[: chance.choice((10, 40, 44, 2000))]))])
        except BrokenPiece:
            continue
        assert file.path.stat().st_size < 4000


@pytest.mark.parametrize("mime", ["audio/wav", "audio/flac", "audio/ogg"])
def test_a_disk_with_little_room_when_pieces_are_laid_together_then_nothing_is_begun(
    tmp_path: Path, mime: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = flac(sound(1.0, 1)) if mime == "audio/flac" else wav()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(
        limits.shutil, "disk_usage", lambda _path: usage._replace(free=limits.RESERVE_BYTES + len(made))
    )

    laid_together(tmp_path, [(0, made)], mime)
    with pytest.raises(DiskFull):
        laid_together(tmp_path, [(0, made), (1000, made)], mime)

    assert not (tmp_path / "joined").exists()


def test_a_disk_that_fills_while_pieces_are_laid_together_then_the_last_room_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage, answers = shutil.disk_usage(tmp_path), iter([limits.RESERVE_BYTES * 2] * 3 + [limits.RESERVE_BYTES])
    monkeypatch.setattr(limits.shutil, "disk_usage", lambda _path: usage._replace(free=next(answers)))

    with pytest.raises(DiskFull):
        laid_together(tmp_path, [(n * 1000, wav()) for n in range(5)])

    assert (tmp_path / "joined").stat().st_size <= 44 + 2 * 2 * RATE_HZ
