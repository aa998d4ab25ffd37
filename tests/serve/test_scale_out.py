"""Several web processes over a real Redis: they hear of each other's growth, and each can wake a worker."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.server import ROOT

WAKES = 40


def test_two_web_processes_when_one_speaks_then_the_other_hears_and_every_worker_is_woken(
    tmp_path: Path, redis_url: str
) -> None:
    """Seen failing with a Redis that was spoken to outside the loop: five of sixty came through."""
    (tmp_path / "data").mkdir()
    command = [sys.executable, "-m", "tests.serve.two_web_processes", str(tmp_path / "data"), redis_url, str(WAKES)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["there"]) == {"a-session"}
    assert told["own"] == told["said"], "what a process says itself does not come back to it"
    assert told["taken"] == sorted(f"row-{number}" for number in range(WAKES))
    assert "could not" not in done.stderr
