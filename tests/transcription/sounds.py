"""The shared sounds that only some machines have."""

from __future__ import annotations

from pathlib import Path

from tests.support.needs import need as needed

from .make import SHARED

AWKWARD = SHARED / "awkward"


def need(path: Path) -> Path:
    """A shared sound, or what the one rule does where it is absent."""
    needed(path.exists(), f"the shared audio has no {path.name}")
    return path
