"""What is needed from outside and absent: a skip on somebody's laptop, a failure where all of it must be proved."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.needs import need, shared_file

ROOT = Path(__file__).resolve().parents[2]
NOBODY_LISTENS = "127.0.0.1:1"
OWN_SKIP = re.compile(r"\s*(@pytest\.mark|pytest|\w+ = pytest)\.(skip|skipif|importorskip)\(")


@pytest.mark.parametrize("ci", ["true", ""])
def test_something_absent_when_a_test_needs_it_then_it_fails_in_ci_and_skips_elsewhere(
    monkeypatch: pytest.MonkeyPatch, ci: str
) -> None:
    monkeypatch.setenv("CI", ci)
    expected = pytest.fail.Exception if ci else pytest.skip.Exception

    for absent in (lambda: need(False, "a server"), lambda: shared_file("no", "such.flac")):
        with pytest.raises(expected):
            absent()
    need(True, "something that is there")


def test_lanes_when_what_they_run_on_is_absent_in_ci_then_each_fails() -> None:
    """The lanes themselves, as CI runs them. Seen failing with fixtures that skip by themselves."""
    lanes = {
        "tests/live/test_told_after_commit.py": "PostgreSQL does not answer",
        "tests/jobs/test_messenger.py": "redis-server is not installed",
        "tests/browser/test_flac_pieces.py": "Chromium is not installed",
    }
    absent = {"RETREAT_TEST_POSTGRES": f"postgresql+psycopg://postgres@{NOBODY_LISTENS}/postgres", "PATH": "/nowhere"}

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *lanes],
        cwd=ROOT,
        env=os.environ | {"CI": "true"} | absent,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 1, done.stdout
    for lane, reason in lanes.items():
        assert re.search(rf"^ERROR {lane}::.* - Failed: needed in CI: {reason}", done.stdout, re.MULTILINE), done.stdout
    assert "skipped" not in done.stdout.splitlines()[-1]


def test_every_test_when_it_skips_then_by_way_of_the_one_rule_or_by_name_here() -> None:
    """A skip of its own would hide an absence in CI."""
    own = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if OWN_SKIP.match(line)
    }

    assert own == {
        "tests/support/needs.py",
        "tests/models/conftest.py",  # asks for CI itself
        "tests/transcription/sound/test_decoding.py",  # asks for CI itself
        "tests/models/test_engines.py",  # an optional extra
        "tests/models/test_devices.py",  # what happens without a graphics processor
        "tests/transcription/children/test_standing_back.py",  # Linux alone
    }
