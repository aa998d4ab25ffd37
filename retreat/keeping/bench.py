"""How fast a backup and a restore are, beside what this disk and this processor do without them, in the same minute."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from retreat.house import House
from retreat.keeping import standing
from retreat.keeping.backing import back_up
from retreat.keeping.place import make_place
from retreat.keeping.restoring import Wish, restore
from retreat.keeping.rows import BLOCK_BYTES
from retreat.settings import Settings

_FILE_BYTES = 40_000_000
_PASSPHRASE = "only for a measurement"  # noqa: S105 - of a backup that is removed again


def bench(folder: Path, settings: Settings, megabytes: int, open_house: Callable[[Settings], House]) -> dict[str, Any]:
    """Back up and restore so many megabytes of random files.

    Args:
        folder: A new folder on the disk to measure; everything in it is removed again.
        open_house: Opens a house over settings.
    """
    folder.mkdir(mode=0o700, parents=True)
    try:
        return _measure(folder, settings, megabytes * 1_000_000, open_house)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, settings: Settings, size: int, open_house: Callable[[Settings], House]) -> dict[str, Any]:
    own = replace(settings, data=folder / "data", database_url="", backup_to="")
    house = open_house(own)
    files = _fill(own.storage / "files", size)
    copied_s = _timed(lambda: _copy(files, folder / "copied"))
    sealed_s = _timed(lambda: _seal(files))
    folder_id = house.database.write(lambda db: standing.row_of(db, house.ids).folder_id)
    place = make_place(folder / "backup", _PASSPHRASE, folder_id=folder_id)
    first = back_up(house, place)
    second = back_up(house, place)
    house.database.close()
    wish = Wish(
        place=place,
        copy=second.copy,
        gone=place.read_gone() or {},
        open_house=open_house,
        open_speech=_no_speech,
    )
    restored = restore(wish, replace(own, data=folder / "restored"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    rates = {
        "copy": size / copied_s,
        "one_thread_sealing": size / sealed_s,
        "backup": size / first.took_s,
        "restore": size / restored.took_s,
    }
    return {
        "bytes": size,
        "mb_per_s": {name: round(rate / 1e6, 1) for name, rate in rates.items()},
        "backup_of_copy": round(rates["backup"] / rates["copy"], 2),
        "restore_of_copy": round(rates["restore"] / rates["copy"], 2),
        "second_backup_s": round(second.took_s, 2),
        "peak_memory_mb": round(most / 1e6),
        "processors": os.cpu_count(),
        "load": [round(one, 1) for one in os.getloadavg()],
    }


def _fill(folder: Path, size: int) -> list[Path]:
    folder.mkdir(mode=0o700, parents=True)
    made: list[Path] = []
    left, dice = size, random.Random(7)  # noqa: S311 - bytes that do not compress, no secret
    while left > 0:
        path = folder / f"file-{len(made)}"
        with path.open("wb") as out:
            part = min(left, _FILE_BYTES)
            for start in range(0, part, 1 << 20):
                out.write(dice.randbytes(min(1 << 20, part - start)))
            out.flush()
            os.fsync(out.fileno())
        made.append(path)
        left -= part
    return made


def _copy(files: list[Path], target: Path) -> None:
    """What ``cp`` does, and a wait for the disk."""
    target.mkdir()
    for file in files:
        copy = target / file.name
        shutil.copyfile(file, copy)
        handle = os.open(copy, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    with suppress(OSError):
        shutil.rmtree(target)


def _seal(files: list[Path]) -> None:
    """Hash and encrypt, on one thread, and write nothing."""
    cipher, digest = AESGCM(bytes(32)), hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(BLOCK_BYTES):
                digest.update(block)
                cipher.encrypt(os.urandom(12), block, None)


def _timed(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return max(time.monotonic() - began, 1e-6)


def _no_speech() -> Any:
    raise RuntimeError("a measurement needs no speech")
