"""The folder of a backup on a disk: blocks by name, copies, and the list of what was taken back.

Every file appears whole or not at all, so that whatever ends a backup, the earlier ones stay as they were.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from retreat.errors import Conflict, DiskFull, InvalidInput, NotFound, Unavailable, is_for_room
from retreat.keeping.sealing import OVERHEAD_BYTES, Damaged, Sealer, new_lock, opened, read_lock

LOCKS = ("key.json", "key-copy.json")
GONE = ("taken-back.sealed", "taken-back-copy.sealed")
SHEET = "RECOVERY.html"
_PARTS, _COPIES = "blocks", "copies"
_NOT_THERE = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTCONN, errno.ESTALE, errno.ENOTDIR}
_NOT_OURS = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def reaching(folder: Path) -> Iterator[None]:
    """Explains in one sentence why a disk did not take or give something.

    Raises:
        DiskFull: No room.
        Unavailable: It is read-only, or gone.
    """
    try:
        yield
    except OSError as error:
        if is_for_room(error):
            raise DiskFull(
                f"The disk of {folder} is full. Free some space or use another disk, and run this again: it goes on "
                "from where it stopped, and earlier backups are as they were."
            ) from error
        if error.errno in _NOT_OURS:
            raise Unavailable(
                f"{folder} cannot be written ({os.strerror(error.errno or 0)}). Choose another folder, or allow "
                "yourself to write there."
            ) from error
        if error.errno in _NOT_THERE:
            raise Unavailable(
                f"The disk of {folder} cannot be reached any more. Connect it and run this again: it goes on from "
                "where it stopped, and earlier backups are as they were."
            ) from error
        raise


class Place:
    """One backup's folder, opened with its passphrase."""

    def __init__(self, folder: Path, sealer: Sealer, *, folder_id: str) -> None:
        """``folder_id``: of the data folder that it is a backup of."""
        self.folder, self.sealer, self.folder_id = folder, sealer, folder_id

    def has(self, name: str, size: int) -> bool:
        """Whether a block with this many bytes of content is here, by name and size alone."""
        try:
            return self._block(name).stat().st_size == size + OVERHEAD_BYTES
        except FileNotFoundError:
            return False

    def put(self, content: bytes) -> tuple[str, bool]:
        """Keep a block; its name, and whether it was new."""
        name = self.sealer.name_of(content)
        with reaching(self.folder):
            if self.has(name, len(content)):
                return name, False
            _write(self._block(name), self.sealer.seal(name, content))
        return name, True

    def get(self, name: str) -> bytes:
        """A block's content.

        Raises:
            Damaged: It is not as it was written, or missing.
        """
        with reaching(self.folder):
            try:
                sealed = self._block(name).read_bytes()
            except FileNotFoundError as error:
                raise Damaged(f"A part of this backup is missing ({name[:12]}).") from error
        try:
            return self.sealer.open(name, sealed)  # only what was sealed under this name opens
        except Damaged as error:
            raise Damaged(f"A part of this backup is damaged ({name[:12]}).") from error

    def discard(self, name: str) -> None:
        """Remove a damaged block."""
        with reaching(self.folder):
            self._block(name).unlink(missing_ok=True)

    def copies(self) -> list[str]:
        """The names of all good copies, oldest first."""
        with reaching(self.folder):
            return sorted(path.stem for path in (self.folder / _COPIES).glob("*.sealed"))

    def write_copy(self, at: datetime, body: Any) -> str:
        """Keep what a copy consists of: from now on it counts. Its name."""
        name = at.strftime("%Y-%m-%dT%H-%M-%S.%f")[:-3]
        with reaching(self.folder):
            for folder in (self.folder / _PARTS).iterdir():
                _sync(folder)
            self._write_sealed(self.folder / _COPIES / f"{name}.sealed", f"copy/{name}", body)
        return name

    def read_copy(self, name: str) -> Any:
        """What a copy consists of.

        Raises:
            NotFound: There is none of this name.
            Damaged: It is not as it was written.
        """
        with reaching(self.folder):
            path = self.folder / _COPIES / f"{name}.sealed"
            if "/" in name or not path.is_file():
                raise NotFound(f"{self.folder} holds no copy with the name {name}.")
            return self._read_sealed(path, f"copy/{name}")

    def remove_copy(self, name: str) -> None:
        """From now on it does not count; its parts are still here."""
        with reaching(self.folder):
            (self.folder / _COPIES / f"{name}.sealed").unlink(missing_ok=True)
            _sync(self.folder / _COPIES)

    def keep_only(self, names: Collection[str]) -> None:
        """Remove every block that is not one of these."""
        with reaching(self.folder):
            for path in (self.folder / _PARTS).glob("??/*"):
                if path.name not in names:
                    path.unlink(missing_ok=True)

    def write_gone(self, body: Any) -> None:
        """Replace the list of what was taken back."""
        with reaching(self.folder):
            for name in GONE:
                self._write_sealed(self.folder / name, "taken-back", body)

    def read_gone(self, path: Path | None = None) -> Any | None:
        """The list of what was taken back; None if there is none.

        Args:
            path: Another file with the list, or the folder of another copy of this backup.
        Raises:
            Damaged: It is not as it was written, like its twin.
        """
        named = path or self.folder
        files = [named / name for name in GONE] if named.is_dir() else [named]
        with reaching(named):
            there = [file for file in files if file.is_file()]
        for file in there:
            try:
                with reaching(named):
                    return self._read_sealed(file, "taken-back")
            except Damaged:
                continue
        if there:
            raise Damaged(f"The list of what was taken back in {named} is damaged, or belongs to another backup.")
        return None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One backup into one place at a time.

        Raises:
            Conflict: Another one is running.
        """
        with reaching(self.folder):
            handle = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict(f"Another backup to {self.folder} is running. Wait until it has finished.") from error
            with reaching(self.folder):
                for left in self.folder.rglob(".*.part"):
                    left.unlink(missing_ok=True)
            yield
        finally:
            os.close(handle)

    def write_sheet(self, html: str) -> None:
        """Keep the sheet that says how to restore."""
        with reaching(self.folder):
            _write(self.folder / SHEET, html.encode())

    def _block(self, name: str) -> Path:
        return self.folder / _PARTS / name[:2] / name

    def _write_sealed(self, path: Path, name: str, body: Any) -> None:
        packed = zlib.compress(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
        _write(path, self.sealer.seal(name, packed))

    def _read_sealed(self, path: Path, name: str) -> Any:
        return json.loads(zlib.decompress(self.sealer.open(name, path.read_bytes())))


def open_place(folder: Path, passphrase: str) -> Place:
    """A backup that is there.

    Raises:
        NotFound: There is none.
        WrongPassphrase, Damaged: It does not open.
    """
    lock = lock_of(folder)
    if lock is None:
        raise NotFound(f"There is no backup in {folder}.")
    return Place(folder, opened(lock, passphrase), folder_id=lock["folder_id"])


def make_place(folder: Path, passphrase: str, *, folder_id: str) -> Place:
    """A backup that is there, or a new one.

    Raises:
        Conflict: It is another data folder's, or the folder holds something else.
    """
    with reaching(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = lock_of(folder)
    if lock is None:
        with reaching(folder):
            others = [path.name for path in folder.iterdir() if path.name not in ("lost+found", "lock")]
            if any(not name.startswith(".") for name in others):
                raise Conflict(f"{folder} holds other things. Choose an empty or a new folder for the backup.")
            content = new_lock(passphrase, folder_id=folder_id)
            for name in LOCKS:
                _write(folder / name, content)
    found = open_place(folder, passphrase)
    if found.folder_id != folder_id:
        raise Conflict(f"{folder} holds the backup of another data folder. Choose another folder for this one.")
    with reaching(folder):
        for inside in (_PARTS, _COPIES):
            (folder / inside).mkdir(mode=0o700, exist_ok=True)
    return found


def lock_of(folder: Path) -> dict[str, Any] | None:
    """The key file of a backup; None where there is none.

    Raises:
        Damaged: Both of its copies are.
    """
    with reaching(folder):
        contents = [(folder / name).read_bytes() for name in LOCKS if (folder / name).is_file()]
    for content in contents:
        try:
            return read_lock(content)
        except Damaged:
            continue
    if contents:
        raise Damaged(f"The key of the backup in {folder} is damaged, so it cannot be opened. Use another copy of it.")
    return None


def refuse_inside(folder: Path, data: Path) -> None:
    """A backup inside what it copies would be lost with it.

    Raises:
        InvalidInput: It is inside.
    """
    if folder.resolve() == data.resolve() or data.resolve() in folder.resolve().parents:
        raise InvalidInput(f"{folder} is inside the data folder. Choose a folder on another disk.")


def _write(path: Path, content: bytes) -> None:
    """Write a whole file or nothing, so that it survives a power cut."""
    if not path.parent.is_dir():
        path.parent.mkdir(mode=0o700, exist_ok=True)  # another thread may have been quicker
        _sync(path.parent.parent)
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        scratch.replace(path)
    except OSError:
        with suppress(OSError):  # the disk may be gone
            scratch.unlink(missing_ok=True)
        raise
    if path.parent.name != path.name[:2]:
        _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
