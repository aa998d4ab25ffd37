"""The folder of sound on a disk that is really full: whole files or none, and a growing file keeps what was safe."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retreat.errors import DiskFull, NotFound
from retreat.recordings.storage import LocalStorage
from tests.faults.small_disk import MIB, SmallDisk, mounted
from tests.record.sound import wav
from transcription.errors import NoRoom
from transcription.sound import audio


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of ten megabytes."""
    with mounted(tmp_path / "disk", "10m") as made:
        yield made


def test_a_growing_file_when_no_more_fits_then_what_was_safe_stays_and_the_rest_takes_no_room(disk: SmallDisk) -> None:
    storage, block = LocalStorage(disk.folder / "audio"), os.urandom(4 * MIB)
    safe = storage.append("incoming/a", [block], at_byte=0, limit_bytes=64 * MIB)
    safe = storage.append("incoming/a", [block], at_byte=safe, limit_bytes=64 * MIB)

    with pytest.raises(DiskFull):
        storage.append("incoming/a", [block], at_byte=safe, limit_bytes=64 * MIB)

    assert (disk.folder / "audio/incoming/a").read_bytes() == 2 * block
    assert disk.free_bytes() >= MIB
    disk.make_room()
    assert storage.append("incoming/a", [block], at_byte=safe, limit_bytes=64 * MIB) == 12 * MIB
    assert (disk.folder / "audio/incoming/a").read_bytes() == 3 * block


def test_a_file_when_it_does_not_fit_then_nothing_of_it_stays_and_what_was_there_is_unchanged(disk: SmallDisk) -> None:
    storage, block = LocalStorage(disk.folder / "audio"), os.urandom(MIB)
    storage.save("files/a", [block])

    with pytest.raises(DiskFull):
        storage.save("files/b", iter([block] * 12))
    with pytest.raises(DiskFull):
        storage.save("files/a", iter([block] * 12))

    assert [path.name for path in disk.folder.rglob("*") if path.is_file()] == ["a"]
    assert (disk.folder / "audio/files/a").read_bytes() == block
    assert disk.free_bytes() >= 8 * MIB


def test_a_disk_that_takes_no_further_file_when_asked_then_disk_full(disk: SmallDisk) -> None:
    storage = LocalStorage(disk.folder / "audio")
    disk.leave_no_files()

    with pytest.raises(DiskFull):
        storage.save("files/a", [b"sound"])
    with pytest.raises(DiskFull):
        storage.append("incoming/a", [b"sound"], at_byte=0, limit_bytes=10)
    with pytest.raises(DiskFull):
        storage.work_folder("a")


def test_a_growing_file_when_its_beginning_is_gone_then_it_is_not_filled_with_silence(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path / "audio")
    storage.append("incoming/a", [b"12345"], at_byte=0, limit_bytes=10)
    storage.remove("incoming/a")

    with pytest.raises(NotFound):
        storage.append("incoming/a", [b"67890"], at_byte=5, limit_bytes=10)

    assert not list((tmp_path / "audio").rglob("a"))


@pytest.mark.parametrize("make", [audio.decode, audio.make_playable], ids=lambda made: made.__name__)
def test_sound_made_from_sound_when_it_does_not_fit_then_no_room_and_nothing_half_stays(
    disk: SmallDisk, tmp_path: Path, make: Callable[[Path, Path], object]
) -> None:
    source = tmp_path / "ten minutes.wav"
    source.write_bytes(wav(600.0))
    disk.leave(MIB)

    with pytest.raises(NoRoom):
        make(source, disk.folder / "made")

    assert list(disk.folder.iterdir()) == []
    disk.make_room()
    make(source, disk.folder / "made")
    assert (disk.folder / "made").stat().st_size > MIB
