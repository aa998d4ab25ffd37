"""BagIt 1.0 (RFC 8493): payload below ``data/``, with the checksum of every file, so that decay is noticed. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from retreat.export.writers.files import File

_DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_UNFIT = {"%": "%25", "\r": "%0D", "\n": "%0A"}


def bagged(name: str, payload: Sequence[File], *, told: Iterable[tuple[str, str]], made_on: date) -> list[File]:
    """A bag in a folder of this name.

    Args:
        payload: Files with their paths below ``data/``, each path once.
        told: Further fields of ``bag-info.txt``.
    """
    data = [File(name=f"data/{one.name}", content=one.content) for one in payload]
    size = sum(len(one.content) for one in data)
    fields = [("Bagging-Date", made_on.isoformat()), ("Payload-Oxum", f"{size}.{len(data)}"), *told]
    info = "".join(f"{label}: {' '.join(value.split())}\n" for label, value in fields if value.strip())
    tags = [
        File(name="bagit.txt", content=_DECLARED),
        File(name="bag-info.txt", content=info.encode("utf-8")),
        File(name="manifest-sha256.txt", content=_manifest(data)),
    ]
    tags.append(File(name="tagmanifest-sha256.txt", content=_manifest(tags)))
    return [File(name=f"{name}/{one.name}", content=one.content) for one in (*tags, *data)]


def _manifest(files: Iterable[File]) -> bytes:
    lines = (f"{hashlib.sha256(one.content).hexdigest()}  {_path(one.name)}\n" for one in files)
    return "".join(lines).encode("utf-8")


def _path(name: str) -> str:
    return "".join(_UNFIT.get(one, one) for one in name)
