"""What a test needs from outside: absent, it skips with its reason; in CI its absence is a failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


def need(present: bool, reason: str) -> None:
    """Skip, or fail where ``CI=true``, unless what is needed is present."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"needed in CI: {reason}")
    pytest.skip(reason, allow_module_level=True)


def shared_file(*parts: str) -> Path:
    """A file of the shared test data beside the project."""
    path = SHARED.joinpath(*parts)
    need(path.exists(), f"the shared test data has no {'/'.join(parts)}")
    return path
