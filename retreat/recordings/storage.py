"""Where sound is stored: a port, and its first adapter, a folder on this disk.

Files are named by id and never changed once kept. Must never know sessions, people or words.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import FileIO, RawIOBase
from pathlib import Path
from typing import BinaryIO, Protocol

from retreat.errors import DiskFull, NotFound, TooLarge, Unavailable, is_for_room

Blocks = Iterable[bytes]
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64}){0,2}(\.[a-z0-9]{1,8})?")
_BLOCK_BYTES = 1 << 18
_LOST = "What arrived of this file earlier is no longer on this machine. Please send it again."
# The unit of ``st_blocks``, whatever the file system's own. Source: POSIX sys/stat.h, as Linux and macOS count.
_COUNTED_BYTES = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The size and hexadecimal SHA-256 of what was written."""

    size_bytes: int
    sha256: str


class Storage(Protocol):
    """Keeps files by name (`id` or `folder/id`). Once ``save`` returns, a file is on disk and survives a power cut."""

    def save(
        self,
        name: str,
        blocks: Blocks,
        *,
        limit_bytes: int | None = None,
        sha256: str | None = None,
        holes: bool = False,
    ) -> Kept:
        """Write a whole file or nothing.

        Args:
            holes: Long silence may become holes, which read as silence and take no space.
        Raises:
            DiskFull: No space; no partial file is kept.
            TooLarge: More than ``limit_bytes``.
            DigestMismatch: The bytes do not match ``sha256``.
        """

    def append(self, name: str, blocks: Blocks, *, at_byte: int, limit_bytes: int) -> int:
        """Write to a growing file from ``at_byte`` on (anything beyond is cut off). Returns how many bytes are safe.

        Raises:
            DiskFull: No space; nothing was added.
            TooLarge: The file would grow beyond ``limit_bytes``; nothing was added.
            NotFound: The bytes before ``at_byte`` are not here.
        """

    def open(self, name: str) -> BinaryIO:
        """Open for reading. Raises ``NotFound``."""

    def size_bytes(self, name: str) -> int | None:
        """The size of a file, or None if it does not exist."""

    def move(self, source: str, target: str) -> None:
        """Give a file its permanent name; harmless if repeated."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def local_path(self, name: str) -> AbstractContextManager[Path]:
        """A path at which the file can be read on this machine, while the ``with`` lasts."""


class DigestMismatch(Unavailable):
    """The bytes that arrived are not those that were announced."""

    code = "digest_mismatch"
    status = 400
    tell = "This part arrived damaged. It is still on your device and will be sent again."


class LocalStorage:
    """A folder of this machine, 0700, with files 0600."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _errors_translated():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)

    def save(
        self,
        name: str,
        blocks: Blocks,
        *,
        limit_bytes: int | None = None,
        sha256: str | None = None,
        holes: bool = False,
    ) -> Kept:
        """See ``Storage.save``: temporary file, fsync, rename, fsync of the folder."""
        path = self._path(name)
        scratch = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
        digest, size = hashlib.sha256(), 0
        try:
            with _errors_translated():
                self._make_folder(path.parent)
                with os.fdopen(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
                    for block in blocks:
                        size += len(block)
                        if limit_bytes is not None and size > limit_bytes:
                            raise TooLarge()
                        digest.update(block)
                        if holes and block == bytes(len(block)):
                            out.seek(len(block), os.SEEK_CUR)
                        else:
                            out.write(block)
                    out.truncate(size)
                    out.flush()
                    os.fsync(out.fileno())
                if sha256 is not None and digest.hexdigest() != sha256:
                    raise DigestMismatch()
                scratch.replace(path)
                _sync_folder(path.parent)
        finally:
            scratch.unlink(missing_ok=True)
        return Kept(size_bytes=size, sha256=digest.hexdigest())

    def append(self, name: str, blocks: Blocks, *, at_byte: int, limit_bytes: int) -> int:
        """See ``Storage.append``. Unbuffered: bytes that did not fit must not be written when the file is closed."""
        path = self._path(name)
        with _errors_translated():
            self._make_folder(path.parent)
            with self._growing(path, at_byte) as out:
                out.truncate(at_byte)
                position = out.seek(at_byte)
                try:
                    for block in blocks:
                        if position + len(block) > limit_bytes:
                            raise TooLarge()
                        position += _write_whole(out, block)
                    os.fsync(out.fileno())
                except (TooLarge, OSError):
                    out.truncate(at_byte)
                    raise
            if at_byte == 0:
                _sync_folder(path.parent)
        return position

    @contextmanager
    def _growing(self, path: Path, at_byte: int) -> Iterator[FileIO]:
        """A file opened to be added to; only one that begins is made. Raises ``NotFound``."""
        try:
            handle = os.open(path, os.O_RDWR | (0 if at_byte else os.O_CREAT), 0o600)
        except FileNotFoundError as error:
            raise NotFound(_LOST) from error
        with os.fdopen(handle, "r+b", buffering=0) as out:
            if out.seek(0, os.SEEK_END) < at_byte:
                raise NotFound(_LOST)
            yield out

    def open(self, name: str) -> BinaryIO:
        """See ``Storage.open``."""
        try:
            return self._path(name).open("rb")
        except FileNotFoundError as error:
            raise NotFound("This audio recording is no longer on this machine.") from error

    def size_bytes(self, name: str) -> int | None:
        """See ``Storage.size_bytes``."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return None

    def move(self, source: str, target: str) -> None:
        """See ``Storage.move``."""
        old, new = self._path(source), self._path(target)
        with _errors_translated():
            self._make_folder(new.parent)
            if old.exists():
                old.replace(new)
                _sync_folder(new.parent)
                _sync_folder(old.parent)

    def remove(self, name: str) -> None:
        """See ``Storage.remove``."""
        path = self._path(name)
        path.unlink(missing_ok=True)

    def clear_begun(self, *, before_s: float) -> None:
        """Remove unfinished files not touched since then (seconds since 1970): their writers were killed."""
        found = [path for path in self.folder.rglob(".*.part") if path.is_file()]
        for path in found:
            if path.stat().st_mtime < before_s:
                path.unlink(missing_ok=True)

    @contextmanager
    def local_path(self, name: str) -> Iterator[Path]:
        """See ``Storage.local_path``: the file itself."""
        path = self._path(name)
        if not path.exists():
            raise NotFound("This audio recording is no longer on this machine.")
        yield path

    def work_folder(self, name: str) -> Path:
        """A private folder for a worker's intermediate files; it survives restarts."""
        path = self.folder / "work" / name
        with _errors_translated():
            self._make_folder(path)
        return path

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise NotFound()
        return self.folder / name

    def _make_folder(self, folder: Path) -> None:
        missing = [folder, *folder.parents]
        for one in reversed(missing[: missing.index(self.folder)] if self.folder in missing else []):
            if not one.exists():
                one.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(one.parent)


def read_blocks(stream: BinaryIO, length: int | None = None) -> Iterator[bytes]:
    """A stream in blocks, up to ``length`` bytes."""
    left = length
    while left is None or left > 0:
        block = stream.read(_BLOCK_BYTES if left is None else min(_BLOCK_BYTES, left))
        if not block:
            return
        if left is not None:
            left -= len(block)
        yield block


def taken_bytes(path: Path) -> int:
    """The disk space that a file takes; its holes take none."""
    return path.stat().st_blocks * _COUNTED_BYTES


def _write_whole(out: RawIOBase, block: bytes) -> int:
    left = memoryview(block)
    while left:
        left = left[out.write(left) or 0 :]
    return len(block)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _errors_translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_for_room(error):
            raise DiskFull() from error
        if error.errno in {errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM}:
            raise Unavailable() from error
        raise
