"""A folder into which a restore has begun but not ended: nobody may open it as if it were whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from retreat.errors import BadSetting

STAGING = ".restoring"
# Says that what is in the database came from here.
MARKER = "database"
LOCK = "restore.lock"
_WHOLE = "whole"
_PASSING = (MARKER, LOCK, "folder.json", "holder.json", "tmp", "workers", "migrate.lock", "queue.db")


def publish(data: Path) -> None:
    """Make what was restored the data folder. Killed midway, the next start goes on."""
    staging = data / STAGING
    for name in _PASSING:
        path = staging / name
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    (staging / _WHOLE).touch(mode=0o600)
    _sync(staging)
    _finish(data)


def refuse_unfinished(data: Path) -> None:
    """Called before a data folder is opened.

    Raises:
        BadSetting: A restore into it was interrupted.
    """
    if (data / STAGING / _WHOLE).exists():
        _finish(data)
    elif (data / STAGING).exists():
        raise BadSetting(
            f"A restore into {data} has begun and has not finished. Run “python app.py restore” again, or choose "
            "another folder with RETREAT_DATA."
        )


def _finish(data: Path) -> None:
    staging = data / STAGING
    for path in staging.iterdir():
        if path.name != _WHOLE:
            path.rename(data / path.name)
    _sync(data)
    (staging / _WHOLE).unlink()
    staging.rmdir()
    _sync(data)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
