"""Key files: readable only by their owner, and never half written."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(file: Path, content: bytes) -> None:
    """Write a file that nobody else can read, atomically."""
    begun = file.with_name(f"{file.name}.{os.getpid()}.part")
    handle = os.open(begun, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    begun.replace(file)
