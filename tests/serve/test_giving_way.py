"""While a room is served, whatever writes down speech on the same machine stands back; without one it does not."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psutil
import pytest

from facilitation.demo.script import TABLE_TALK
from tests.support.server import PYTHON, ROOT, app, environment, running, until
from transcription.children.standing_back import BEHIND

pytestmark = pytest.mark.models

AT_WORK_S = 0.3


@contextmanager
def command(data: Path, *words: str) -> Iterator[int]:
    """A command at work: its process id."""
    process = subprocess.Popen([PYTHON, "app.py", *words], cwd=ROOT, env=environment(data), stdout=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def transcribing(data: Path, out: Path) -> AbstractContextManager[int]:
    """The command at work on the sample programme's talk."""
    return command(data, "transcribe", str(TABLE_TALK), "--model", "tiny.en", "--json", str(out))


def priority_of_words(*pids: int) -> int:
    """The priority of the process under one of these that hears words, once it is at work."""

    def priority() -> list[int]:
        found = []
        for pid in pids:
            with contextlib.suppress(psutil.Error):
                found += [one.nice() for one in psutil.Process(pid).children(recursive=True) if hears_words(one)]
        return found

    return int(until(priority, within_s=600, what="a process that hears words")[0])


def hears_words(one: psutil.Process) -> bool:
    """Whether it does, and is at work."""
    return "transcription.words.words_child" in one.cmdline() and one.cpu_times().user > AT_WORK_S


def test_a_transcription_when_nobody_is_served_then_it_takes_what_it_can(tmp_path: Path) -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)

    with transcribing(tmp_path / "data", tmp_path / "out.json") as pid:
        assert priority_of_words(pid) == usual


@pytest.mark.slow
def test_a_transcription_when_a_room_is_served_from_its_folder_then_it_stands_back_as_the_worker_does(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "data") as server:
        with transcribing(server.data, tmp_path / "out.json") as pid:
            assert priority_of_words(pid) == BEHIND

        opened = app(server.data, "session", "open", "--activity", "brainstorm", "--json").stdout
        session = opened.split('"session_id": "')[1].split('"')[0]
        # The worker takes it, or the command itself where that is slow to come: either has to stand back.
        with command(server.data, "ingest", str(TABLE_TALK), "--session", session) as pid:
            assert priority_of_words(server.process.pid, pid) == BEHIND
