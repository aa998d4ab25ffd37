"""Digests of files, computed once: a stamp of size, time and sha256 shows later whether a file has changed."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path


def sha256_of(path: Path) -> str:
    """The hexadecimal sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Stamps:
    """What was hashed when: path → size, modification time and sha256, kept in one small JSON file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _read(self) -> dict[str, list[object]]:
        try:
            data = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def digest(self, path: Path) -> str | None:
        """The digest of a file that has not changed since it was hashed, or None."""
        try:
            stat = path.stat()
        except OSError:
            return None
        match self._read().get(str(path.resolve())):
            case [stat.st_size, stat.st_mtime_ns, str(digest)]:
                return digest
        return None

    def put(self, path: Path, digest: str) -> None:
        """Remember the digest of a file in its current state."""
        stat = path.stat()
        data = self._read()
        data[str(path.resolve())] = [stat.st_size, stat.st_mtime_ns, digest]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        scratch = self._path.with_name(f".verified.{os.getpid()}")
        scratch.write_text(json.dumps(data, indent=1), "utf-8")
        scratch.replace(self._path)

    def of(self, path: Path) -> str:
        """The digest of a file, which is hashed again only if it has changed.

        Raises:
            OSError: It cannot be read.
        """
        digest = self.digest(path)
        if digest is None:
            digest = sha256_of(path)
            self.put(path, digest)
        return digest
