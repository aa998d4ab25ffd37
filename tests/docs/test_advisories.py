"""What is pinned is compared with the advisories that are kept in the repository, without a network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHECK = Path(__file__).resolve().parents[2] / ".ci" / "check_advisories.py"
RANGE = [{"introduced": "1.4", "fixed": "2.0.1"}, {"introduced": "3.0"}]


def checked(folder: Path, *, checked_on: str = "2026-11-30", **changed: Any) -> subprocess.CompletedProcess[str]:
    """The check of a project that pins two packages, with one advisory."""
    advisory = {"id": "GHSA-x", "ecosystem": "PyPI", "package": "some-thing", "affected": RANGE, "about": "it leaks"}
    kept = {"checked": checked_on, "advisories": [{**advisory, "accepted": None, **changed}]}
    (folder / "advisories.json").write_text(json.dumps(kept))
    command = [sys.executable, str(CHECK), str(folder / "advisories.json"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("version", "code"), [("1.3.9", 0), ("1.4", 1), ("2.0.0", 1), ("2.0.1", 0), ("2.10", 0), ("3.0", 1), ("40.1", 1)]
)
@pytest.mark.parametrize("ecosystem", ["PyPI", "npm"])
def test_a_pinned_version_when_it_lies_in_an_affected_range_then_the_check_fails(
    tmp_path: Path, ecosystem: str, version: str, code: int
) -> None:
    (tmp_path / "requirements.txt").write_text("other==3.5\n")
    if ecosystem == "PyPI":
        (tmp_path / "requirements-dev.txt").write_text(f"# Why.\nSome_Thing[extra]=={version}; python_version > '3'\n")
    else:
        packages = {"": {}, "node_modules/a/node_modules/some-thing": {"version": version}}
        (tmp_path / "package-lock.json").write_text(json.dumps({"packages": packages}))

    done = checked(tmp_path, ecosystem=ecosystem)

    assert done.returncode == code, done
    assert ("GHSA-x" in done.stderr) is (code == 1)


def test_an_advisory_when_it_was_accepted_with_a_reason_then_the_check_passes(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("some-thing==1.5\n")

    assert checked(tmp_path, accepted="").returncode == 1
    assert checked(tmp_path, accepted="We never call it.").returncode == 0


def test_a_list_when_nobody_looked_through_it_for_months_then_warned_and_passed(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("some-thing==1.3\n")

    done = checked(tmp_path, checked_on="2025-01-01")

    assert done.returncode == 0 and "audit" in done.stderr


def test_this_project_when_checked_then_nothing_that_is_pinned_has_a_known_fault() -> None:
    done = subprocess.run([sys.executable, str(CHECK)], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
