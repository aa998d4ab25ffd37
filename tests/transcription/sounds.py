"""The shared sounds that only some machines have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .make import SHARED

AWKWARD = SHARED / "awkward"


def need(path: Path) -> Path:
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path.name} is missing")
        pytest.skip(f"the shared audio isn't here: {path.name}")
    return path
