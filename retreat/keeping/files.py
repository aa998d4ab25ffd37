"""The files of a data folder that belong into a backup, and reading them block by block."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from retreat.keeping.rows import BLOCK_BYTES

# The database is copied row by row; the rest is made again, or belongs to running processes.
NOT_COPIED = (
    "retreat.db*",
    "queue.db*",
    "before-*.db",
    "migrate.lock",
    "workers/*",
    "tmp/*",
    "index/*",
    "audio/work/*",
    "digests.json",
    "folder.json",
    "holder.json",
    ".*",
    "*/.*",
)
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that is there now; ``path``: below the data folder."""

    path: str
    size: int
    mtime_ns: int


def found_in(data: Path) -> list[Found]:
    """Every file to be copied, by path. One that vanishes meanwhile is left out."""
    found = []
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data).as_posix()
        if any(fnmatchcase(name, pattern) for pattern in NOT_COPIED) or path.is_symlink():
            continue
        try:
            stat = path.stat()
            if path.is_file():
                found.append(Found(path=name, size=stat.st_size, mtime_ns=stat.st_mtime_ns))
        except FileNotFoundError:
            continue
    return found


def blocks_of(path: Path) -> Iterator[bytes]:
    """A file's content in blocks."""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            yield block


def digest_of(path: Path) -> str:
    """Its SHA-256, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_READ_BYTES):
            digest.update(block)
    return digest.hexdigest()
