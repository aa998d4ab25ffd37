"""The secret that signs cookies and links: made once, kept with the data, never half written."""

from __future__ import annotations

import errno
import fcntl
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retreat.errors import BadSetting

# Far shorter than a new secret: a remnant of a power cut or of editing, which could be guessed.
_LETTERS_MIN = 32
_LETTERS_MAX = 4096


def instance_secret(data: Path) -> str:
    """The secret of this data folder. Harmless when called by several processes at once.

    Raises:
        BadSetting: It exists but cannot be used; a new one would silently end every sign-in and link.
    """
    file = data / "secret"
    try:
        with _alone_in(data):
            if not file.exists():
                _make(file)
            found = _read(file)
            file.chmod(0o600)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(
            f"The file {file} cannot be read or created: check who owns it, and that the disk is not full."
        ) from error
    if len(found) < _LETTERS_MIN:
        raise BadSetting(
            f"The file {file} is empty or cut short. Restore it from a backup. If you delete it, everybody has to "
            "sign in again."
        )
    return found


def secret_is_kept(data: Path, secret: str) -> bool:
    """Whether the next start will find this very secret."""
    try:
        return hmac.compare_digest(_read(data / "secret"), secret)
    except (OSError, UnicodeDecodeError):
        return False


def _read(file: Path) -> str:
    """What stands in the file. A pipe or a device in its place would never end.

    Raises:
        OSError: It cannot be read, or is no file.
    """
    if not file.is_file():
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    with file.open(encoding="ascii") as kept:
        return kept.read(_LETTERS_MAX).strip()


def _make(file: Path) -> None:
    """Write it to a temporary file, sync it, and only then move it into place."""
    beside = file.with_name(f".{file.name}.new")
    handle = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        os.fchmod(out.fileno(), 0o600)
        out.write(secrets.token_urlsafe(48))
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One process at a time: two that start together must not make two secrets."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
