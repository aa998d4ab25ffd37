"""Digests of files that are made from others, noted when they were first checked.

A file whose date and size are as they were, but not its content, was changed by the disk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from retreat.house import House
from retreat.keeping.files import digest_of

FILE = "digests.json"
_Noted = dict[str, tuple[int, int, str]]


def changed_files(house: House, patterns: Sequence[str]) -> list[str]:
    """Files below the data folder that changed by themselves; the others are noted as they are now."""
    data = house.settings.data
    noted, changed = _read(data), []
    for pattern in patterns:
        for path in sorted(data.glob(pattern)):
            name = path.relative_to(data).as_posix()
            if path.name.startswith(".") or not path.is_file():
                continue
            stat, sha256 = path.stat(), digest_of(path)
            size, mtime_ns, before = noted.get(name, (-1, -1, ""))
            if (size, mtime_ns) == (stat.st_size, stat.st_mtime_ns) and before != sha256:
                changed.append(name)
            else:
                noted[name] = (stat.st_size, stat.st_mtime_ns, sha256)
    _write(data, {name: one for name, one in noted.items() if (data / name).exists()})
    return changed


def forget_digests(house: House, patterns: Sequence[str]) -> None:
    """These files were made again."""
    data = house.settings.data
    kept = {
        name: one for name, one in _read(data).items() if not any(fnmatchcase(name, pattern) for pattern in patterns)
    }
    _write(data, kept)


def _read(data: Path) -> _Noted:
    try:
        read = json.loads((data / FILE).read_text("utf-8"))
        return {str(name): (int(size), int(mtime), str(sha256)) for name, (size, mtime, sha256) in read.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(data: Path, noted: _Noted) -> None:
    scratch = data / f".{FILE}.{os.getpid()}"
    with os.fdopen(os.open(scratch, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as out:
        json.dump(noted, out)
    scratch.replace(data / FILE)
