"""While a room is served, whatever writes down speech on the same machine stands back; without one it does not."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from facilitation.demo.script import TABLE_TALK
from tests.support.server import PYTHON, ROOT, app, environment, running, until
from transcription.standing_back import BEHIND

pytestmark = pytest.mark.models

AT_WORK_S = 0.3


@contextmanager
def transcribing(data: Path, out: Path) -> Iterator[int]:
    """The command at work on the sample programme's talk: its process id."""
    command = [PYTHON, "app.py", "transcribe", str(TABLE_TALK), "--model", "tiny.en", "--json", str(out)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(data))
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def priority_of_words(pid: int) -> int:
    """The priority of the process under this one that hears words, once it is at work."""

    def priority() -> list[int]:
        found = []
        for one in psutil.Process(pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if "transcription.words_child" in one.cmdline() and one.cpu_times().user > AT_WORK_S:
                    found.append(one.nice())
        return found

    return int(until(priority, within_s=600, what="a process that hears words")[0])


def test_a_transcription_when_nobody_is_served_then_it_takes_what_it_can(tmp_path: Path) -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)

    with transcribing(tmp_path / "data", tmp_path / "out.json") as pid:
        assert priority_of_words(pid) == usual


def test_a_transcription_when_a_room_is_served_from_its_folder_then_it_stands_back_as_the_worker_does(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "data") as server:
        with transcribing(server.data, tmp_path / "out.json") as pid:
            assert priority_of_words(pid) == BEHIND

        opened = app(server.data, "session", "open", "--activity", "brainstorm", "--json").stdout
        session = opened.split('"session_id": "')[1].split('"')[0]
        assert app(server.data, "ingest", str(TABLE_TALK), "--session", session).returncode == 0
        assert priority_of_words(server.process.pid) == BEHIND
