"""Speech stands back behind the room: real processes, and what the system itself says of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.transcription.make import script, words_of
from transcription.children.child import Child
from transcription.children.standing_back import BEHIND, stand_back

ROOT = Path(__file__).parents[3]
SESSIONS_ARE_WEIGHED = Path("/proc/self/autogroup").exists()


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """One that waits, in a session of its own."""
    waiting = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    yield waiting
    waiting.kill()
    waiting.communicate()


def weight(pid: int) -> tuple[int, int]:
    """The priority of a process, and of its session where the system weighs sessions (else the same again)."""
    own = os.getpriority(os.PRIO_PROCESS, pid)
    if not SESSIONS_ARE_WEIGHED:
        return own, own
    return own, int(Path(f"/proc/{pid}/autogroup").read_text().split()[-1])


def test_a_process_when_it_stands_back_then_it_comes_last_within_its_session_and_among_sessions(
    process: subprocess.Popen[bytes],
) -> None:
    before = weight(process.pid)

    stand_back(process.pid)

    assert before == (os.getpriority(os.PRIO_PROCESS, 0), 0 if SESSIONS_ARE_WEIGHED else before[0])
    assert weight(process.pid) == (BEHIND, BEHIND)


def test_the_system_when_it_is_asked_too_often_then_it_is_asked_again(
    process: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / str(process.pid)
    own.mkdir()
    refusals = [BlockingIOError(), BlockingIOError()]
    really = Path.write_text

    def write_text(self: Path, data: str, *rest: object) -> int:
        if refusals:
            raise refusals.pop()
        return really(self, data)

    monkeypatch.setattr(Path, "write_text", write_text)

    stand_back(process.pid, system=tmp_path)

    assert (own / "autogroup").read_text() == str(BEHIND)


def test_a_process_that_is_gone_when_told_to_stand_back_then_nothing_happens(process: subprocess.Popen[bytes]) -> None:
    process.communicate(b"\n")

    stand_back(process.pid)


def test_a_process_when_it_is_told_to_give_way_then_its_speech_stands_back_from_then_on() -> None:
    """In a process of its own: it holds for as long as that lives."""
    code = "from transcription.children.standing_back import *; print(gives_way(), give_way(), gives_way())"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "None", "True"]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are listed in /proc only on Linux")
@pytest.mark.parametrize(
    ("giving_way", "at_once", "stands_back"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_a_child_when_speech_gives_way_and_nobody_waits_for_it_then_it_stands_back_with_all_its_threads(
    tmp_path: Path, *, giving_way: bool, at_once: bool, stands_back: bool
) -> None:
    told = script(tmp_path / "script.json", words_of("one two"))
    child = Child(
        "transcription.words.words_child",
        ["--models", str(tmp_path), "--threads", "1"],
        at_once=at_once,
        gives_way=lambda: giving_way,
    )
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    try:
        child.ask({"stage": "load", "options": {"engine": "scripted", "script": str(told)}})
        assert child.pid is not None
        threads = [int(one.name) for one in Path(f"/proc/{child.pid}/task").iterdir()]

        assert len(threads) > 1
        assert {os.getpriority(os.PRIO_PROCESS, thread) for thread in threads} == {BEHIND if stands_back else usual}
        if SESSIONS_ARE_WEIGHED:
            assert weight(child.pid)[1] == (BEHIND if stands_back else 0)
    finally:
        child.close()
