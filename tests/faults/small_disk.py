"""A disk of the tests' own, in memory, whose size changes under whoever writes to it: full is really full."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.needs import need

MIB = 1024**2
# Nothing of it is taken from memory before it is written.
ROOMY = "4g"


@dataclass(frozen=True)
class SmallDisk:
    """A mounted disk."""

    folder: Path

    def used_bytes(self) -> int:
        """What lies on it."""
        found = os.statvfs(self.folder)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def free_bytes(self) -> int:
        """What still fits."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def leave(self, free_bytes: int) -> None:
        """Others have filled it: only so much is left. Tried again where it has grown meanwhile."""
        for _ in range(100):
            if self._remounted(f"size={self.used_bytes() + free_bytes}"):
                return
        raise AssertionError("the disk could not be made small")

    def leave_no_files(self) -> None:
        """There is room, but no further file can begin: every entry of the disk's table is taken."""
        for _ in range(100):
            found = os.statvfs(self.folder)
            if self._remounted(f"nr_inodes={found.f_files - found.f_ffree}"):
                return
        raise AssertionError("the disk's table could not be filled")

    def make_room(self) -> None:
        """Somebody has cleared up."""
        assert self._remounted(f"size={ROOMY},nr_inodes=100000")

    def _remounted(self, options: str) -> bool:
        command = ["mount", "-o", f"remount,{options}", str(self.folder)]
        return subprocess.run(command, capture_output=True).returncode == 0


@contextmanager
def mounted(folder: Path, size: str = ROOMY) -> Iterator[SmallDisk]:
    """A disk mounted at a folder for the length of a ``with``."""
    need(os.geteuid() == 0, "only root can mount a small disk")
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={size},nr_inodes=100000,mode=0700"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True)
    need(done.returncode == 0, f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def filling(disk: SmallDisk, folder: Path, pattern: str, *, leaves: int) -> Iterator[None]:
    """The disk becomes full as soon as something is really being written under a folder."""
    given_up = threading.Event()
    filled = threading.Event()

    def fill() -> None:
        while not given_up.is_set():
            if any(_size_of(path) for path in folder.glob(pattern)):
                disk.leave(leaves)
                filled.set()
                return

    filler = threading.Thread(target=fill)
    filler.start()
    try:
        yield
    finally:
        given_up.set()
        filler.join()
    assert filled.is_set(), "nothing was written there"


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
