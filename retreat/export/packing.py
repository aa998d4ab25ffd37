"""From files to what is handed over: one file, a folder, or a ZIP. Written whole or not at all."""

from __future__ import annotations

import io
import os
import secrets
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from retreat.errors import Conflict, DiskFull, InvalidInput, NotFound, is_for_room
from retreat.export.writers.files import File


class Kind(Protocol):
    """What is to be known of a format here."""

    @property
    def ending(self) -> str: ...

    @property
    def needs_sound(self) -> bool: ...


# ZIP has no earlier date; the same export is the same bytes.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def zipped(files: Sequence[File]) -> bytes:
    """All files in one archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in files:
            info = zipfile.ZipInfo(one.name, _NO_DATE)
            info.external_attr, info.compress_type = 0o600 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, one.content)
    return content.getvalue()


def put(files: Sequence[File], chosen: Kind, path: Path) -> list[Path]:
    """Write files to a path: one file as that file, several as a ZIP or a folder. What was written.

    Raises:
        NotFound: There is nothing to write, or no such folder.
        InvalidInput: There are several files, and the path names one.
        Conflict: The path is in use by something else.
    """
    if not files:
        what = "transcript with sound" if chosen.needs_sound else "code"
        raise NotFound(f"There is no {what} in it that this audience may read, so no file was written.")
    if path.suffix.lower() == ".zip":
        return [_write(path, zipped(files))]
    if len(files) == 1 and not path.is_dir():
        return [_write(path, files[0].content)]
    if path.suffix.lower() == f".{chosen.ending}":
        raise InvalidInput(
            f"There are {len(files)} files. Give --out the name of a folder, or one that ends in .zip.",
            fields={"out": "names one file"},
        )
    return [_write(path / one.name, one.content) for one in files]


def _write(path: Path, content: bytes) -> Path:
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        if is_for_room(error):
            raise DiskFull("The disk is full, so the export was not written.") from error
        raise Conflict(f"{path} cannot be written ({error.strerror}).") from error
    return path
